import type { Example, Operation, OwnFailure, Prepared, Sent } from '../../documented.ts';
import type { World } from '../../world.ts';

/** The deviation of operations that the document only names. */
export const OURS = ['The document shows neither body nor response; both are ours.'];

const replayed: OwnFailure = {
  title: 'an Idempotency-Key that was used for another body',
  sends: {},
  failure: [409, 'conflict'],
};

/** The same Idempotency-Key with another request. */
export function otherRequest(
  first: Prepared<Sent>,
  path: (sent: Sent) => string,
  second: Prepared<Sent>,
): OwnFailure {
  return {
    ...replayed,
    async sends(world) {
      const headers = { 'idempotency-key': `key-${await count(world)}` };
      const key = world.key('social-crm');
      const before = typeof first === 'function' ? await first(world) : first;
      await world.send('POST', path(before), { ...before, headers, key });
      const after = typeof second === 'function' ? await second(world) : second;
      return { ...after, headers, key };
    },
  };
}

async function count(world: World): Promise<number> {
  const counter = await world.once('a counter', async () => ({ value: 0 }));
  counter.value += 1;
  return counter.value;
}

/** An operation that returns a list. */
export const list = (scope: string, example: Omit<Example, 'status' | 'sends'>): Operation => ({
  source: 'document',
  scope,
  examples: [{ sends: {}, status: 200, ...example }],
});
