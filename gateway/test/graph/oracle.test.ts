import { describe, expect, test } from '@jest/globals';
import { openOracle } from './oracle/compare.ts';

// Compares results with those of one server with the same data, for random supergraphs, data and
// operations from fixed seeds. `npm run bench -- oracle` runs ten times as many.

const WORLDS = 100;
const OPERATIONS = 100;

describe('the gateway returns the results of a single server with the same data', () => {
  test.each(Array.from({ length: WORLDS / 10 }, (_, index) => index * 10))(
    'worlds from %i',
    async (first) => {
      const wrong: string[] = [];
      for (let world = first; world < first + 10; world++) {
        const oracle = openOracle(world);
        for (let operation = 0; operation < OPERATIONS; operation++) {
          const difference = await oracle.difference(world * 1_000 + operation);
          if (difference) wrong.push(`world ${world}, operation ${operation}: ${difference}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});
