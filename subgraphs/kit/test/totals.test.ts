import { describe, expect, test } from '@jest/globals';
import { connection, pageRequest } from '@tributary/kit';
import { MOST_COUNTED } from '@tributary/kit/testing';

/** By how much the estimates of the source are wrong. */
const OFF = 17;

/** Creates a source with the given number of rows, which records its calls. */
function sourceOf(rows: number, withCounted: boolean) {
  const calls: string[] = [];
  // Beyond its limit, a source returns an estimate.
  const limited = (atMost: number | null) => (atMost === null || rows < atMost ? rows : rows + OFF);
  const source = {
    list: async () => {
      calls.push('list');
      return [1];
    },
    count: async (atMost: number | null) => {
      calls.push(`count ${atMost}`);
      return limited(atMost);
    },
    sortValues: (row: number) => [row],
  };
  const listCounted = async (_: unknown, atMost: number | null) => {
    calls.push(`both ${atMost}`);
    return { rows: [1], total: limited(atMost) };
  };
  const page = connection(pageRequest({}, ['number']), withCounted ? { ...source, listCounted } : source);
  return { ...page, calls };
}

const BOUND = MOST_COUNTED + 1;

describe('the totals of a connection', () => {
  test.each([
    [MOST_COUNTED, { count: MOST_COUNTED, isExact: true }],
    [BOUND, { count: BOUND + OFF, isExact: false }],
    [1_000_000, { count: 1_000_000 + OFF, isExact: false }],
  ])(
    'of %i rows are exact up to the bound and then the estimate of the source, read once',
    async (rows, expected) => {
      const { total, calls } = sourceOf(rows, false);
      expect(await Promise.all([total.bounded(), total.bounded()])).toEqual([expected, expected]);
      expect(calls).toEqual([`count ${BOUND}`]);
    },
  );

  test('are counted exactly if requested, once for both', async () => {
    const { total, calls } = sourceOf(1_000_000, false);
    expect(await Promise.all([total.exact(), total.exact()])).toEqual([1_000_000, 1_000_000]);
    expect(await total.bounded()).toEqual({ count: 1_000_000, isExact: false });
    expect(calls).toEqual(['count null']);
  });

  test.each([
    ['bounded', `both ${BOUND}`],
    ['exact', 'both null'],
  ] as const)('come with the page if both are requested in one tick: %s', async (name, expected) => {
    const { page, total, calls } = sourceOf(3, true);
    await Promise.all([page(), total[name]()]);
    expect(calls).toEqual([expected]);
  });

  test('are counted without a page if none is requested', async () => {
    const { total, calls } = sourceOf(3, true);
    await total.bounded();
    expect(calls).toEqual([`count ${BOUND}`]);
  });
});
