import { expect, test } from '@jest/globals';

import { withClosing } from '../src/host/closing.ts';
import { silentLog } from '../src/testing/index.ts';

/** Opens three parts, the second of which fails to close; then throws `failure` if given. */
function open(closed: string[], failure?: Error) {
  return withClosing(silentLog, async (opened) => {
    opened(async () => closed.push('first'));
    opened(async () => {
      throw new Error('the second is stuck');
    });
    opened(async () => closed.push('third'));
    if (failure) throw failure;
    return { part: 'assembled' };
  });
}

test('a part that fails to close does not prevent the others from closing', async () => {
  const closed: string[] = [];
  const { stop } = await open(closed);
  await expect(stop()).rejects.toThrow('the second is stuck');
  expect(closed).toEqual(['third', 'first']);
});

test('a start that fails closes every part and throws its own error', async () => {
  const closed: string[] = [];
  await expect(open(closed, new Error('the start has failed'))).rejects.toThrow('the start has failed');
  expect(closed).toEqual(['third', 'first']);
});
