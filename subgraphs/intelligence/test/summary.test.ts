import { describe, expect, test } from '@jest/globals';
import { shares } from '../src/shares.ts';
import type { SnapshotFacts } from '../src/snapshot.ts';
import { factsOf, foreignNumbers, type Summarizer, summarize } from '../src/summary/index.ts';

/** Builds a snapshot of brands over communities, from the mentions of each brand by community. */
function snapshot(
  date: string,
  cells: Record<string, number[]>,
  names = ['Mine', 'Theirs', 'Others'],
): SnapshotFacts {
  const counts = Object.entries(cells).flatMap(([community, mentions]) =>
    mentions.map((count, brand) => ({ brand, community, count, rated: 0, positive: 0 })),
  );
  const totals = names.map((_, brand) =>
    counts.reduce((sum, row) => sum + (row.brand === brand ? row.count : 0), 0),
  );
  const percents = shares(totals);
  const brands = names.map((name, index) => ({
    name,
    folded: name.toLowerCase(),
    aliases: [],
    excludes: [],
    mentions: totals[index]!,
    percent: percents[index]!,
  }));
  return { date, rangeDays: 30, communities: Object.keys(cells), brands, counts };
}

const BEFORE = snapshot('2026-04-02', { reddit: [40, 40, 20], x: [10, 0, 0] });
const NOW = snapshot('2026-04-03', { reddit: [44, 40, 20], x: [40, 22, 34] });

describe('the summary', () => {
  test('states the leader, shares, changes and the community that changed most', async () => {
    expect(await summarize(NOW, BEFORE)).toEqual({
      engine: 'rules',
      text:
        'Mine leads with 42.0% share of voice (84 of 200 mentions) across reddit and x over 30 days, ' +
        'ahead of Theirs (31.0%) and Others (27.0%). ' +
        'Since 2026-04-02, Others gained 8.8 points, Theirs lost 5.4 points and Mine lost 3.5 points. ' +
        'The community that moved most is x, from 10 to 96 mentions.',
    });
  });

  test('is the same for the same numbers', async () => {
    expect(await summarize(NOW, BEFORE)).toEqual(
      await summarize(structuredClone(NOW), structuredClone(BEFORE)),
    );
  });

  test.each([
    [{ reddit: [0, 0, 0] }, 'Nobody mentions Mine, Theirs or Others across reddit over 30 days.'],
    [
      { reddit: [1, 1, 0] },
      'Mine (50.0%) and Theirs (50.0%) lead together with 1 of 2 mentions each across reddit over 30 days. Nobody mentions Others.',
    ],
    [
      { reddit: [1, 0, 0] },
      'Mine leads with 100.0% share of voice (1 of 1 mention) across reddit over 30 days. Nobody mentions Theirs or Others.',
    ],
  ])('of %j', async (cells, text) => {
    expect((await summarize(snapshot('2026-04-03', cells), null)).text).toBe(text);
  });

  test('states the topic that moved a share, in the posts that entered or left', async () => {
    const driver = {
      brand: 2,
      topic: 'iphone 7',
      direction: 'entered' as const,
      count: 12,
      of: 34,
      postIds: [],
    };
    const entered = await summarize({ ...NOW, driver }, BEFORE);
    expect(entered.text).toContain('“iphone 7” is in 12 of the 34 new posts that mention Others.');
    const left = await summarize({ ...NOW, driver: { ...driver, direction: 'left' } }, BEFORE);
    expect(left.text).toContain(
      '“iphone 7” was in 12 of the 34 posts mentioning Others that left the range.',
    );
    const facts = factsOf({ ...NOW, driver }, BEFORE);
    expect(foreignNumbers(entered.text, facts)).toEqual([]);
  });

  test('says if nothing has changed', async () => {
    const { text } = await summarize({ ...NOW, date: '2026-04-04' }, NOW);
    expect(text).toMatch(/Shares have not moved since 2026-04-03\.$/);
  });

  test('contains only numbers of the snapshot, also with digits in the names', async () => {
    const names = ['7Up', 'Web 2.0', '365'];
    const facts = factsOf(snapshot('2026-04-03', { reddit: [3, 2, 2] }, names), null);
    const { text } = await summarize(snapshot('2026-04-03', { reddit: [3, 2, 2] }, names), null);
    expect(foreignNumbers(text, facts)).toEqual([]);
  });
});

describe('another summarizer', () => {
  const says = (text: string): Summarizer => ({ name: 'model', summarize: async () => text });

  test('is used if its numbers are those of the snapshot', async () => {
    const text = 'Mine is ahead with 42% (84 mentions), Theirs has 31.0% in 30 days since 2026-04-02.';
    expect(await summarize(NOW, BEFORE, says(text))).toEqual({ engine: 'model', text });
  });

  test.each([['Mine leads with 43%.'], ['1,084 mentions'], ['84.5'], ['٤٢'], ['']])(
    'is not shown when it says "%s"',
    async (text) => {
      expect(await summarize(NOW, BEFORE, says(text))).toEqual(await summarize(NOW, BEFORE));
    },
  );

  test('that fails does not fail the snapshot', async () => {
    const failing: Summarizer = {
      name: 'model',
      summarize: async () => {
        throw new Error('no answer');
      },
    };
    expect((await summarize(NOW, BEFORE, failing)).engine).toBe('rules');
  });
});
