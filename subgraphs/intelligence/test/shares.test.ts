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
      [33.4, 33.3, 33.3],
    ],
    [
      [1, 2],
      [33.3, 66.7],
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

  test('sum to 100.0, each at most a tenth from what is exact, a larger count never less', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 10_000_000 }), { minLength: 1, maxLength: 50 }), (counts) => {
        const total = counts.reduce((sum, each) => sum + each, 0);
        const found = shares(counts);
        const tenths = found.map((each) => Math.round(each * 10));
        expect(tenths.reduce((sum, each) => sum + each, 0)).toBe(total === 0 ? 0 : 1_000);
        for (const [index, count] of counts.entries()) {
          expect(found[index]).toBe(tenths[index]! / 10);
          if (total > 0) expect(Math.abs(found[index]! - (count * 100) / total)).toBeLessThan(0.1 + 1e-9);
          for (const [other, smaller] of counts.entries())
            if (smaller < count) expect(found[other]!).toBeLessThanOrEqual(found[index]!);
        }
      }),
    );
  });

  test('a part of nothing has no percentage', () => {
    expect([percentOf(0, 0), percentOf(1, 3), percentOf(3, 3)]).toEqual([null, 33.3, 100]);
  });

  test('the points between two shares have one decimal', () => {
    expect([pointsBetween(33.3, 33.4), pointsBetween(42, 40.9)]).toEqual([0.1, -1.1]);
  });
});
