import { afterAll, describe, expect, test } from '@jest/globals';
import { openOracle } from './oracle/compare.ts';

// Merges the parts of operations with deferred fragments, and compares them with the result of the
// same operation at once, for the random supergraphs and data of oracle.test.ts.

const WORLDS = 40;
const OPERATIONS = 50;

const seen = { fragments: 0, nested: 0, failed: 0 };

afterAll(() => {
  expect(seen.fragments).toBeGreaterThan(2_000);
  expect(seen.nested).toBeGreaterThan(500);
  expect(seen.failed).toBeGreaterThan(20);
});

describe('the parts of an operation are its result', () => {
  test.each(Array.from({ length: WORLDS / 10 }, (_, index) => index * 10))(
    'worlds from %i',
    async (first) => {
      const wrong: string[] = [];
      for (let world = first; world < first + 10; world++) {
        const oracle = openOracle(world);
        for (let operation = 0; operation < OPERATIONS; operation++) {
          const difference = await oracle.deferredDifference(world * 1_000 + operation, seen);
          if (difference) wrong.push(`world ${world}, operation ${operation}: ${difference}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});
