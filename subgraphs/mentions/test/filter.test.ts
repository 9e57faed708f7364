import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import fc from 'fast-check';
import { sql } from 'kysely';
import { columnsFor } from '../src/data/mention-row.ts';
import { loadMentionPages } from '../src/data/mentions.ts';
import { filterSql } from '../src/data/selection/filter-sql.ts';
import { matching } from '../src/data/selection/selection.ts';
import type { Tables } from '../src/data/tables.ts';
import { checkFilter } from '../src/filter/check.ts';
import type { MentionFilterInput } from '../src/filter/filter-input.ts';
import { engagementRate } from '../src/mention.ts';
import { analysed, filters, type Model, matches } from './arbitrary.ts';
import { newAnalysis, newDataset, newMention, newScope, write } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const everything = { datasetIds: null, collectionIds: null, sources: null, anyOf: [], living: null };

/** Returns the external ids that the database finds, sorted. */
async function found(scope: Scope<Tables>, filter: MentionFilterInput[][]): Promise<string[]> {
  const page = { sort: 'date', order: 'desc', after: null, limit: 1_000 } as const;
  const selection = { ...everything, filter: checkFilter(filter) };
  const columns = columnsFor(['externalId'], page.sort);
  const [rows] = await loadMentionPages(scope, [{ selection, page, columns }]);
  return rows!.map((row) => row.externalId).sort();
}

const perCent = (before: number | null, after: number | null) =>
  before === null || after === null || before === 0 ? null : ((after - before) / before) * 100;

/**
 * Fills a workspace with mentions seen by two runs with different metrics, and returns the oracle's
 * view of them.
 */
async function fill(scope: Scope<Tables>, seed: number): Promise<Model[]> {
  const dataset = await newDataset(scope);
  const first = fc.sample(analysed, { numRuns: 150, seed });
  const numbers = fc.sample(analysed, { numRuns: 150, seed: seed + 1 });
  await write(scope, dataset, first, { at: new Date('2026-03-01T00:00:00Z') });
  const second = first.map(({ mention, analysis }, index) => ({
    mention: index % 2 ? mention : { ...mention, metrics: numbers[index]!.mention.metrics },
    analysis,
  }));
  await write(scope, dataset, second.slice(0, 100), { at: new Date('2026-03-02T00:00:00Z') });
  return first.map(({ mention, analysis }, index) => {
    const [before, after] = [mention.metrics, index < 100 ? second[index]!.mention.metrics : mention.metrics];
    const told = (name: keyof typeof before) => after[name] ?? before[name];
    const metrics = {
      views: told('views'),
      likes: told('likes'),
      comments: told('comments'),
      shares: told('shares'),
    };
    const seenTwice = index < 100;
    const changes = {
      likes: seenTwice ? perCent(before.likes, after.likes) : null,
      views: seenTwice ? perCent(before.views, after.views) : null,
      comments: seenTwice ? perCent(before.comments, after.comments) : null,
      engagement_rate: seenTwice ? perCent(engagementRate(before), engagementRate(after)) : null,
    };
    return { id: '', mention: { ...mention, metrics }, analysis, changes, runAt: new Date(0) };
  });
}

describe('filters', () => {
  test('find what a simple reference implementation finds, for any filter', async () => {
    const scope = newScope(opened);
    const models = await fill(scope, 20_260_401);
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const expected = models
          .filter((model) => matches(model, filter))
          .map(({ mention }) => mention.externalId);
        expect(await found(scope, filter)).toEqual(expected.sort());
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test.each([
    ['hook', { hook: { anyOf: ['missing out', 'only 20 k'] } }],
    ['cta', { cta: { anyOf: ['20% OFF', 'AT_HOME'] } }],
  ] as const)('find parts of a %s by indexes, with the same results', async (name, filter) => {
    const scope = newScope(opened);
    await fill(scope, 20_260_402);
    // Enough that the planner does not read all mentions.
    const analysis = newAnalysis({ hook: 'Stop here', cta: 'Subscribe' });
    const others = Array.from({ length: 5_000 }, () => ({ mention: newMention(), analysis }));
    await write(scope, await newDataset(scope), others);
    await opened.database.pool.query('vacuum analyze mentions.mentions');
    const groups = [[filter as unknown as MentionFilterInput]];
    const expected = await found(scope, groups);
    expect(expected).not.toEqual([]);
    await inTransaction(scope, async (inside) => {
      for (const method of ['enable_seqscan', 'enable_indexscan', 'enable_indexonlyscan'])
        await sql`set local ${sql.raw(method)} = off`.execute(inside.db);
      const conditions = filterSql(checkFilter(groups), new Map());
      const plan = JSON.stringify(await matching(inside, [conditions!]).select('id').explain('json'));
      expect(plan).toContain(`mentions_${name}_trigrams`);
      expect(plan).toContain(`mentions_${name}_beyond_ascii`);
      expect(await found(inside, groups)).toEqual(expected);
    });
  });

  test('a keyword does not match across title and text', async () => {
    const scope = newScope(opened);
    await write(scope, await newDataset(scope), [
      {
        mention: newMention({ externalId: 'apart', title: 'all about cold', text: 'brew it' }),
        analysis: null,
      },
      { mention: newMention({ externalId: 'together', text: 'a cold-brew keg' }), analysis: null },
    ]);
    expect(await found(scope, [[{ keyword: { operator: 'is', value: 'Cold Brew' } }]])).toEqual(['together']);
  });

  test.each<[string, MentionFilterInput[][], string]>([
    ['a third word', [[{ keyword: { operator: 'is', value: 'one two three' } }]], 'filter.0.0.keyword.value'],
    ['an empty keyword', [[{ keyword: { operator: 'is', value: '  ' } }]], 'filter.0.0.keyword.value'],
    [
      'a country in lower case',
      [[{ countryCode: { values: ['US', 'gb'] } }]],
      'filter.0.0.countryCode.values.1',
    ],
    ['a country that is none', [[{ countryCode: { values: ['XX'] } }]], 'filter.0.0.countryCode.values.0'],
    ['two members in one filter', [[{ hasMedia: { value: true }, cta: { anyOf: ['a'] } }]], 'filter.0.0'],
    ['no member in a filter', [[{}]], 'filter.0.0'],
    ['an empty group', [[{ hasMedia: { value: true } }], []], 'filter.1'],
    ['an empty list', [[{ sentiment: { values: [] } }]], 'filter.0.0.sentiment.values'],
    [
      'two comparisons',
      [[{ metricChange: { metric: 'likes', lessThan: 1, greaterThan: 2 } }]],
      'filter.0.0.metricChange',
    ],
    ['no comparison', [[{ metricChange: { metric: 'likes' } }]], 'filter.0.0.metricChange'],
    [
      'a range upside down',
      [[{ metricChange: { metric: 'likes', inRange: { min: 2, max: 1 } } }]],
      'filter.0.0.metricChange.inRange.min',
    ],
    [
      'a change of nothing',
      [[{ metricChange: { metric: 'likes', changedBy: { value: 0 } } }]],
      'filter.0.0.metricChange.changedBy.value',
    ],
    [
      'two members about brands',
      [[{ mentionedBrands: { equals: 'a', contains: 'b' } }]],
      'filter.0.0.mentionedBrands',
    ],
  ])('refuse %s, naming the member', (_, filter, field) => {
    expect(() => checkFilter(filter)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', details: { field } }),
    );
  });

  test('are at most ten in all groups together', () => {
    const six = Array.from({ length: 6 }, () => ({ hasMedia: { value: true } }));
    expect(() => checkFilter([six, six])).toThrow('Maximum 10 filters allowed, got 12');
    expect(checkFilter([six.slice(1), six.slice(1)])).toHaveLength(2);
  });
});
