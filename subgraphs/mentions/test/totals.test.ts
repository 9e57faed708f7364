import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import fc from 'fast-check';
import { countNextDay } from '../src/data/counts/days/count-next-day.ts';
import { estimateFrom, isAtLeast } from '../src/data/counts/samples.ts';
import { loadMentionTotals } from '../src/data/counts/totals.ts';
import type { Selection } from '../src/data/selection/selection.ts';
import type { Tables } from '../src/data/tables.ts';
import { checkFilter } from '../src/filter/check.ts';
import type { MentionFilterInput } from '../src/filter/filter-input.ts';
import { ALL, ask, newAnalysis, newDataset, newMention, newScope, write } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const DAY = 86_400_000;
const FIRST = Date.UTC(2026, 0, 1);
const DAYS = 60;
const COUNT = 6_000;
const AT_MOST = 100;

const filtered = (filter: MentionFilterInput[][]): Selection => ({ ...ALL, filter: checkFilter(filter) });

/** Fills a workspace: later days have more mentions, and every one in five is a complaint. */
async function fill(scope: Scope<Tables>): Promise<void> {
  const dataset = await newDataset(scope);
  const batch = Array.from({ length: COUNT }, (_, index) => ({
    mention: newMention({
      source: ['reddit', 'tiktok', 'youtube'][index % 3]!,
      text: index % 7 === 0 ? 'a cold brew' : index % 500 === 0 ? 'a rare find' : 'a text',
      metrics: { views: null, likes: index % 11, comments: null, shares: null },
      postedAt: new Date(FIRST + Math.sqrt(index / COUNT) * DAYS * DAY),
    }),
    analysis: newAnalysis({ intention: index % 5 === 0 ? 'complain' : null }),
  }));
  for (let start = 0; start < COUNT; start += 1_000)
    await write(scope, dataset, batch.slice(start, start + 1_000));
  await opened.database.pool.query('analyze mentions.mentions');
}

async function countDays(scope: Scope<Tables>, days = DAYS): Promise<void> {
  while (await countNextDay(scope, new Date(FIRST + days * DAY)));
}

/** Returns a total, and whether counts of days were missed. */
async function total(scope: Scope<Tables>, selection: Selection, atMost: number | null = AT_MOST) {
  let isMissed = false;
  const [count] = await loadMentionTotals(scope, [{ selection, atMost }], async () => {
    isMissed = true;
  });
  return { count: count!, isMissed };
}

const exact = async (scope: Scope<Tables>, selection: Selection) =>
  (await total(scope, selection, null)).count;

describe('a total of many mentions', () => {
  const simple: [string, Selection][] = [
    ['of all', ALL],
    ['of a platform', { ...ALL, sources: ['tiktok'] }],
    ['of a filter that is counted by day', filtered([[{ contentIntention: { anyOf: ['complain'] } }]])],
  ];
  const others: [string, Selection][] = [
    ['of a phrase', { ...ALL, phrase: 'cold brew' }],
    ['of a metric', filtered([[{ metricChange: { metric: 'likes', greaterThan: 4 } }]])],
    [
      'of several groups',
      filtered([
        [{ source: { values: ['reddit'] } }, { contentIntention: { anyOf: ['complain'] } }],
        [{ keyword: { operator: 'is', value: 'cold' } }],
      ]),
    ],
    ['of what nearly all are', filtered([[{ keyword: { operator: 'is_not', value: 'rare' } }]])],
  ];
  let scope: Scope<Tables>;
  beforeAll(async () => {
    scope = newScope(opened);
    await fill(scope);
  });

  test('is counted up to the limit, and asks for counts of days', async () => {
    const { count, isMissed } = await total(scope, ALL);
    expect(count).toBeGreaterThanOrEqual(AT_MOST);
    expect(isMissed).toBe(true);
  });

  test.each(simple)('is the sum of the counts of days: %s', async (_, selection) => {
    await countDays(scope);
    expect(await total(scope, selection)).toEqual({ count: await exact(scope, selection), isMissed: false });
  });

  test.each(others)('is estimated from a sample of the counted days: %s', async (_, selection) => {
    await countDays(scope);
    const right = await exact(scope, selection);
    const { count } = await total(scope, selection);
    expect(Math.abs(count / right - 1)).toBeLessThan(0.2);
    // The same mentions have the same sample.
    expect(await total(scope, selection)).toEqual({ count, isMissed: false });
  });

  test('is the same beside others, which are counted together', async () => {
    await countDays(scope);
    const selections = [ALL, simple[2]![1], { ...ALL, phrase: 'rare find' }, others[0]![1]];
    const requests = selections.map((selection) => ({ selection, atMost: AT_MOST }));
    const [all, complaints, rare, phrase] = await loadMentionTotals(scope, requests, async () => undefined);
    expect([all, complaints]).toEqual([COUNT, COUNT / 5]);
    expect(rare).toBe(await exact(scope, selections[2]!));
    expect(phrase).toBeGreaterThanOrEqual(AT_MOST);
  });

  test('includes the days that are not counted', async () => {
    const other = newScope(opened);
    await fill(other);
    await countDays(other, DAYS / 2);
    const { count } = await total(other, filtered([[{ contentIntention: { anyOf: ['complain'] } }]]), 50);
    // A quarter of the mentions are on the counted days; the others are counted up to the limit.
    expect(count).toBe(Math.round((COUNT / 4 / 5) * (1 + 50 / (COUNT / 4))));
  });
});

test('a total below its limit is exact for any filter', async () => {
  const scope = newScope(opened);
  await fill(scope);
  await countDays(scope, DAYS / 2);
  const condition = fc.constantFrom<MentionFilterInput>(
    { contentIntention: { anyOf: ['complain'] } },
    { source: { values: ['reddit'] } },
    { keyword: { operator: 'is', value: 'cold' } },
    { keyword: { operator: 'is', value: 'rare' } },
    { metricChange: { metric: 'likes', lessThan: 2 } },
  );
  const group = fc.array(condition, { minLength: 1, maxLength: 3 });
  const filter = fc.array(group, { maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(filter, fc.constantFrom(10, 100, 1_000), async (input, atMost) => {
      const selection = filtered(input);
      const right = await exact(scope, selection);
      const { count } = await total(scope, selection, atMost);
      if (right < atMost) expect(count).toBe(right);
      else expect(count).toBeGreaterThanOrEqual(atMost);
    }),
    { numRuns: 60 },
  );
});

test('a page with a large total queues the counting of days', async () => {
  const scope = newScope(opened);
  const dataset = await newDataset(scope);
  const batch = Array.from({ length: 10_100 }, () => ({ mention: newMention(), analysis: null }));
  for (let start = 0; start < batch.length; start += 2_000)
    await write(scope, dataset, batch.slice(start, start + 2_000));
  const sent: unknown[] = [];
  const { workspaceId } = scope;
  const query = '{ mentions { totalCount totalCountIsExact } }';
  const { data, errors } = await ask(opened, workspaceId, query, {}, { sent });
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ mentions: { totalCountIsExact: false } });
  expect(sent).toEqual([['mentions.count-days', { workspaceId }, { key: workspaceId }]]);
});

describe('a sample', () => {
  const sample = (all: number, found: readonly number[]) => ({
    all,
    groups: found.map((each) => ({ size: 40, found: each })),
  });

  test('estimates by its share', () => {
    expect(estimateFrom(sample(1_000_000, [10, 12, 11, 9, 10, 8]))).toBeCloseTo(250_000);
  });

  test.each([
    ['a large share', sample(1_000_000, [10, 12, 11, 9, 10, 8]), true],
    ['a small share', sample(1_000_000, [1, 0, 0, 1, 0, 0]), false],
    ['groups that differ', sample(1_000_000, [40, 0, 0, 0, 40, 0]), false],
    ['few mentions', sample(9_000, [40, 40, 40]), false],
  ])('is certain of the limit or not: %s', (_, { ...given }, certain) => {
    expect(isAtLeast(given, 10_000)).toBe(certain);
  });
});
