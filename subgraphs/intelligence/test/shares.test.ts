import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { percentOf, pointsBetween, shares } from '../src/shares.ts';

describe('shares', () => {
  test.each([
    [
      [84, 62, 54],
      [42, 31, 27],
    ],
    [
      [1, 1, 1],
      [33.3, 33.3, 33.3],
    ],
    [
      [1, 2],
      [33.3, 66.7],
    ],
    [
      [4, 4, 1],
      [44.4, 44.4, 11.1],
    ],
    [
      [5, 6],
      [45.5, 54.5],
    ],
    [
      // Exactly 0.05: halves are rounded up.
      [1, 1_999],
      [0.1, 100],
    ],
    [
      [0, 5],
      [0, 100],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    [[7], [100]],
    [[], []],
  ])('of %j are %j', (counts, expected) => {
    expect(shares(counts)).toEqual(expected);
  });

  test('are each the exact share rounded separately, for any other shares', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 10_000_000 }), { minLength: 1, maxLength: 50 }), (counts) => {
        const total = counts.reduce((sum, each) => sum + each, 0);
        const found = shares(counts);
        for (const [index, count] of counts.entries()) {
          // Reference: the share in tenths of a per cent, rounded to the nearest integer in exact
          // arithmetic.
          const tenths = total === 0 ? 0n : (2_000n * BigInt(count) + BigInt(total)) / (2n * BigInt(total));
          expect(found[index]).toBe(Number(tenths) / 10);
          for (const [other, equal] of counts.entries())
            if (equal === count) expect(found[other]).toBe(found[index]);
        }
      }),
    );
  });

  test('a part of 0 has no percentage', () => {
    expect([percentOf(0, 0), percentOf(1, 3), percentOf(3, 3)]).toEqual([null, 33.3, 100]);
  });

  test('the points between two shares have one decimal', () => {
    expect([pointsBetween(33.3, 33.4), pointsBetween(42, 40.9)]).toEqual([0.1, -1.1]);
  });
});
