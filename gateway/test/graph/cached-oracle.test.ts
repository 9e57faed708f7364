import { afterAll, describe, expect, test } from '@jest/globals';
import { type Oracle, openOracle } from './oracle/compare.ts';

// Repeats the operations of oracle.test.ts and defer-oracle.test.ts with a cache, while the data
// change and parts are invalidated at random. Everything found must be what is there now.

const WORLDS = 14;
const OPERATIONS = 40;
/** Operations until the data change. */
const EPOCH = 8;

const found = { parts: 0, responses: 0 };
const seen = { fragments: 0, nested: 0, failed: 0 };

afterAll(() => {
  expect(found.parts).toBeGreaterThan(1_000);
  expect(found.responses).toBeGreaterThan(300);
  expect(seen.fragments).toBeGreaterThan(500);
});

type Difference = (oracle: Oracle, seed: number, epoch: number) => Promise<string | null>;

/** Executes operations, and those of the epoch before again, for which nothing old may be used. */
async function differencesOf(world: number, difference: Difference): Promise<string[]> {
  const oracle = openOracle(world);
  const wrong: string[] = [];
  for (let operation = 0; operation < OPERATIONS; operation++) {
    const epoch = Math.floor(operation / EPOCH);
    for (const each of epoch === 0 ? [operation] : [operation, operation - EPOCH]) {
      const reason = await difference(oracle, world * 1_000 + each, epoch);
      if (reason) wrong.push(`world ${world}, operation ${each}, epoch ${epoch}: ${reason}`);
    }
  }
  found.parts += oracle.looked.partsFound;
  found.responses += oracle.looked.responsesFound;
  return wrong;
}

describe('with a cache, results are those of a single server with the present data', () => {
  test.each(Array.from({ length: WORLDS }, (_, world) => world))('world %i', async (world) => {
    expect(await differencesOf(world, (oracle, seed, epoch) => oracle.cachedDifference(seed, epoch))).toEqual(
      [],
    );
  });
});

describe('with a cache, the parts of an operation are its result without one', () => {
  test.each(Array.from({ length: WORLDS / 2 }, (_, world) => world))('world %i', async (world) => {
    const deferred: Difference = (oracle, seed, epoch) => oracle.cachedDeferredDifference(seed, epoch, seen);
    expect(await differencesOf(world, deferred)).toEqual([]);
  });
});
