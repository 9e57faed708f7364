import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

describe('a process that is asked to stop', () => {
  const child = fileURLToPath(new URL('fixtures/lifecycle-child.ts', import.meta.url));

  async function stopped(how: string, ...signals: NodeJS.Signals[]) {
    const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', child, how]);
    let output = '';
    started.stdout.on('data', (data) => {
      output += data;
      if (output === 'ready\n') for (const signal of signals) started.kill(signal);
    });
    const [code] = await once(started, 'exit');
    return { code, output: output.split('\n').filter(Boolean) };
  }

  test.each(['SIGTERM', 'SIGINT'] as const)('by %s stops and ends well', async (signal) => {
    expect(await stopped('well', signal)).toEqual({ code: 0, output: ['ready', 'stopping', 'stopped'] });
  });

  test('twice stops once', async () => {
    expect(await stopped('well', 'SIGTERM', 'SIGINT')).toEqual({
      code: 0,
      output: ['ready', 'stopping', 'stopped'],
    });
  });

  test('ends with 1 when stopping fails', async () => {
    expect(await stopped('badly', 'SIGTERM')).toEqual({ code: 1, output: ['ready', 'stopping'] });
  });
});
