import { describe, expect, test } from '@jest/globals';
import { charactersOf, createBatches } from '@tributary/kit/import';

/** Creates batches of two numbers, whose preparation the test completes. */
function newBatches({ ahead = 3, failing = -1 } = {}) {
  const prepared: { rows: number[]; finish: () => void }[] = [];
  const written: number[][] = [];
  const batches = createBatches<number, number>({
    size: 2,
    ahead,
    characters: (row) => row,
    prepare: (rows) => new Promise((resolve) => prepared.push({ rows, finish: () => resolve(rows) })),
    async write(rows) {
      if (rows.includes(failing)) throw new Error('no room');
      written.push(rows);
      return { inserted: rows.length, updated: 0, unchanged: 0 };
    },
  });
  const hand = async (...rows: number[]) => {
    for (const row of rows) if (batches.add(row)) await batches.flush();
  };
  return { batches, prepared, written, hand };
}

describe('batches', () => {
  test('are prepared side by side and written in their order, whichever is ready first', async () => {
    const { batches, prepared, written, hand } = newBatches();
    await hand(1, 2, 3, 4, 5, 6);
    expect(prepared.map(({ rows }) => rows)).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    for (const { finish } of prepared.toReversed()) finish();
    await batches.idle();
    expect(written).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(batches.written).toEqual({ inserted: 6, updated: 0, unchanged: 0 });
  });

  test('are full with fewer rows if these are long', async () => {
    const { batches, prepared } = newBatches();
    expect([batches.add(400_000), batches.waiting]).toEqual([false, 1]);
    await batches.flush();
    expect(batches.add(1_000_000)).toBe(true);
    await batches.flush();
    // The next batch counts from zero.
    expect(batches.add(999_999)).toBe(false);
    await batches.flush();
    expect(prepared.map(({ rows }) => rows)).toEqual([[400_000], [1_000_000], [999_999]]);
  });

  test('wait while as many as allowed are under way', async () => {
    const { prepared, hand } = newBatches({ ahead: 1 });
    const all = hand(1, 2, 3, 4);
    await new Promise(setImmediate);
    expect(prepared).toHaveLength(1);
    prepared[0]!.finish();
    await all;
    expect(prepared).toHaveLength(2);
  });

  test('after one that failed are not written, and its failure is thrown', async () => {
    const { batches, prepared, written, hand } = newBatches({ failing: 3 });
    await hand(1, 2, 3, 4, 5, 6);
    for (const { finish } of prepared) finish();
    await expect(batches.idle()).rejects.toThrow('no room');
    expect(written).toEqual([[1, 2]]);
    await expect(hand(7, 8)).rejects.toThrow('no room');
  });
});

test('the characters of a row are those of its texts, also within lists and objects', () => {
  const row = { title: 'abc', likes: 12, at: new Date(0), none: null, comments: [{ text: 'de' }, 'f'] };
  expect(charactersOf(row)).toBe(6);
  let deep: unknown = 'unread';
  for (let level = 0; level < 100_000; level++) deep = { deep };
  expect(charactersOf(deep)).toBe(0);
});
