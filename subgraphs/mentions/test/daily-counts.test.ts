import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import fc from 'fast-check';
import { countTop } from '../src/data/counts/keys/counted-tops.ts';
import { listMentionCounts } from '../src/data/counts/mention-counts.ts';
import { DIMENSIONS, type Dimension, FIGURES, type Figure } from '../src/data/counts/mention-figures.ts';
import { deleteDataset, sweepDataset } from '../src/data/datasets.ts';
import { eraseMentions } from '../src/data/mention-tombstones.ts';
import { deleteOldMentions } from '../src/data/old-mentions.ts';
import type { Selection } from '../src/data/selection/selection.ts';
import type { Tables } from '../src/data/tables.ts';
import { updateMetrics } from '../src/data/write/update-metrics.ts';
import { updateAnalyses } from '../src/data/write/write-mentions.ts';
import { mentions } from '../src/index.ts';
import { EMOTIONS, SENTIMENTS } from '../src/mention.ts';
import { tag } from '../src/tags.ts';
import { analysed } from './arbitrary.ts';
import {
  ALL,
  ask,
  newAnalysis,
  newDataset,
  newMention,
  newScope,
  servicesTracking,
  write,
} from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const HOUR = 3_600_000;
/** A month ends after two days. */
const FIRST = Date.UTC(2026, 0, 30);
/** Days before this one are past. */
const NOW = FIRST + 3 * 24 * HOUR + HOUR;
const SOURCES = ['reddit', 'tiktok', 'youtube'];

/** Figures that counts have, unless they have all. */
const FIGURES_OF: Partial<Record<Dimension, readonly Figure[]>> = { emotion: SENTIMENTS };
const AUTHOR = { title: null, titleUrl: null, avatarUrl: null, headline: null, headlineUrl: null };
/** Selects the same mentions by a condition, so that each of them is read. */
const each = (selection: Selection): Selection => ({
  ...selection,
  anyOf: [SOURCES.map((source) => tag('source', source))],
});
const EACH = each(ALL);
/** Conditions whose mentions are counted by tag, for the first of two datasets. */
const tagged = ([dataset]: readonly string[]): Selection[] => [
  { ...ALL, datasetIds: [dataset!] },
  { ...ALL, filter: [[{ kind: 'tags', anyOf: [tag('media', 'true')] }]] },
  {
    ...ALL,
    filter: [[{ kind: 'tags', anyOf: [tag('country', 'us'), tag('country', 'DE'), tag('country', 'de')] }]],
  },
];

const WITHOUT_MEDIA: Selection = { ...ALL, filter: [[{ kind: 'tags', anyOf: [tag('media', 'false')] }]] };

interface Range {
  readonly from: Date | null;
  readonly to: Date | null;
  readonly limit?: number;
}

async function count(scope: Scope<Tables>, selection: Selection, by: Dimension, range: Range) {
  const isOfTags = selection !== ALL && selection.anyOf.length === 0 && by !== 'day';
  const figures = isOfTags ? [] : (FIGURES_OF[by] ?? FIGURES);
  const found = await listMentionCounts(scope, { selection, by, limit: 400, ...range, figures });
  expect(found.mentionsRead === null).toBe(selection.anyOf.length > 0);
  return found;
}

/** Counts from what is stored, and by reading each mention; expects the same. */
async function compare(scope: Scope<Tables>, selection: Selection, by: Dimension, range: Range) {
  const { counts } = await count(scope, selection, by, range);
  const figures = selection === ALL ? (FIGURES_OF[by] ?? FIGURES) : by === 'day' ? FIGURES : [];
  const request = { selection: each(selection), by, limit: 400, ...range, figures };
  expect(counts).toEqual((await listMentionCounts(scope, request)).counts);
}

async function run(name: string, data: { readonly workspaceId: string }): Promise<void> {
  const open = mentions.open({ ...servicesTracking(opened), clock: () => NOW });
  const job = open.jobs.find((each) => each.name === name)!;
  await job.run({ data, signal: new AbortController().signal, lastAttempt: false });
}

/** Runs the job that counts the past days. */
function countDays({ workspaceId }: Scope<Tables>): Promise<void> {
  return run('mentions.count-days', { workspaceId });
}

const at = (hour: number) => new Date(FIRST + hour * HOUR);
/** Around the end of a month, and a month earlier. */
const hour = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -1, max: 97 }) }, fc.constant(-750));
/** Few mentions, so that they are seen again, with another time, metrics and analysis. */
const seen = fc
  .record({ found: analysed, id: fc.integer({ min: 0, max: 8 }), hour, dataset: fc.boolean() })
  .map(({ found, id, hour: posted, dataset }) => ({
    dataset,
    analysis: found.analysis,
    mention: {
      ...found.mention,
      source: SOURCES[id % 3]!,
      externalId: `mention ${id}`,
      postedAt: at(posted),
    },
  }));

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ write: fc.array(seen, { minLength: 1, maxLength: 6 }) }) },
  { weight: 4, arbitrary: fc.constant({ countDays: true }) },
  {
    weight: 2,
    arbitrary: fc.record({
      starts: fc.constantFrom('2025-12-01', '2026-01-01'),
      top: fc.integer({ min: 1, max: 3 }),
    }),
  },
  fc.constant({ olderVersion: true }),
  fc.record({ erase: seen }),
  fc.record({ metrics: seen }),
  fc.record({ analyse: seen, version: fc.integer({ min: 2, max: 4 }) }),
  fc.record({ deleteBefore: hour }),
  fc.constant({ sweep: true }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

test('counts are those of their mentions after any changes', async () => {
  const range = fc.record({ from: fc.option(hour), to: fc.option(hour), limit: fc.constantFrom(1, 2, 400) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, range), { maxLength: 12 }), async (steps) => {
      const scope = newScope(opened);
      const datasets = [await newDataset(scope, 'one'), await newDataset(scope, 'other')];
      for (const [change, { from, to, limit }] of steps) {
        await apply(scope, datasets, change);
        const asked = { from: from === null ? null : at(from), to: to === null ? null : at(to), limit };
        for (const by of DIMENSIONS) await compare(scope, ALL, by, asked);
        for (const selection of tagged(datasets))
          for (const by of ['day', 'sentiment', 'emotion'] as const)
            await compare(scope, selection, by, asked);
      }
    }),
    { numRuns: 20 },
  );
});

async function apply(scope: Scope<Tables>, datasets: string[], change: Step): Promise<void> {
  if ('write' in change)
    for (const each of change.write) await write(scope, datasets[each.dataset ? 1 : 0]!, [each]);
  else if ('countDays' in change) await countDays(scope);
  else if ('starts' in change)
    await countTop(scope, { starts: change.starts, ends: '2026-02-01' }, at(0), change.top);
  else if ('olderVersion' in change) await asOlderVersion(scope);
  else if ('erase' in change)
    await inTransaction(scope, (inside) => eraseMentions(inside, [change.erase.mention], at(0)));
  else if ('metrics' in change)
    await inTransaction(scope, (inside) => updateMetrics(inside, [change.metrics.mention]));
  else if ('analyse' in change) {
    const { mention, analysis } = change.analyse;
    const next = { ...(analysis ?? newAnalysis()), version: change.version };
    await updateAnalyses(scope, [{ id: '', mention, analysis: next }]);
  } else if ('deleteBefore' in change)
    await deleteOldMentions(scope, {
      platform: null,
      after: null,
      before: at(change.deleteBefore),
      limit: 5,
      now: at(0),
    });
  else {
    await deleteDataset(scope, datasets[1]!, at(0));
    await sweepDataset(scope, datasets[1]!, 100, at(0));
    datasets[1] = await newDataset(scope, 'another');
  }
}

/** Leaves the counts as an older version stores them: without tags and emotions. */
async function asOlderVersion({ workspaceId }: Scope<Tables>): Promise<void> {
  const { pool } = opened.database;
  await pool.query('update mentions.counted_days set has_tags = false where workspace_id = $1', [
    workspaceId,
  ]);
  await pool.query('delete from mentions.tag_counts where workspace_id = $1', [workspaceId]);
  const emotions = EMOTIONS.map((emotion) => `emotion_${emotion} = null`).join();
  await pool.query(`update mentions.key_counts set version = null, ${emotions} where workspace_id = $1`, [
    workspaceId,
  ]);
}

test('mentions are read only of days that are not counted, have changed since, or have not passed', async () => {
  const scope = newScope(opened);
  const dataset = await newDataset(scope);
  const posted = (hours: readonly number[]) =>
    write(
      scope,
      dataset,
      hours.map((each) => ({
        mention: newMention({ postedAt: at(each), author: { ...AUTHOR, handle: `author ${each}` } }),
        analysis: null,
      })),
    );
  const read = async (range: Range = { from: null, to: null }) => {
    const ofDays = await count(scope, ALL, 'day', range);
    const ofKeys = await count(scope, ALL, 'author', range);
    expect(ofKeys.counts).toEqual((await count(scope, EACH, 'author', range)).counts);
    expect(ofKeys.mentionsRead).toBe(ofDays.mentionsRead);
    const ofTag = await count(scope, WITHOUT_MEDIA, 'day', range);
    expect(ofTag).toEqual(ofDays);
    return ofDays.mentionsRead;
  };
  const months = async () => {
    const { rows } = await opened.database.pool.query(
      'select distinct starts from mentions.key_counts where workspace_id = $1 and period = $2',
      [scope.workspaceId, 'month'],
    );
    return rows.map(({ starts }) => starts);
  };
  await posted([1, 2, 25, 26, 49, 72]);
  expect(await read()).toBe(6);
  await countDays(scope);
  expect(await read()).toBe(1);
  expect(await months()).toEqual(['2026-01-01']);
  await posted([27]);
  expect(await months()).toEqual([]);
  expect(await read()).toBe(4);
  expect(await read({ from: at(2), to: at(23) })).toBe(1);
  expect((await count(scope, EACH, 'day', { from: null, to: null })).mentionsRead).toBeNull();
});

test('the authors of several months are added up once, and again after one of them has changed', async () => {
  const scope = newScope(opened);
  const dataset = await newDataset(scope);
  const posted = (handle: string, hours: readonly number[]) =>
    write(
      scope,
      dataset,
      hours.map((each) => ({
        mention: newMention({ postedAt: at(each), author: { ...AUTHOR, handle } }),
        analysis: null,
      })),
    );
  const range = { from: null, to: null, limit: 2 };
  const counts = async () => {
    const found = await count(scope, ALL, 'author', range);
    return found.counts.map(({ key, count }) => [key, count]);
  };
  await posted('many', [-750, 1, 2, 3]);
  await posted('some', [-750, 2, 25]);
  await posted('Later', [1, 49, 50, 51]);
  await posted('few', [49]);
  await countDays(scope);
  await countTop(scope, { starts: '2025-12-01', ends: '2026-02-01' }, at(0), 2);
  expect(await counts()).toEqual([
    ['Later', 4],
    ['many', 4],
  ]);
  await opened.database.pool.query('update mentions.top_counts set mentions = $2 where workspace_id = $1', [
    scope.workspaceId,
    [40, 30],
  ]);
  expect(await counts()).toEqual([
    ['many', 40],
    ['some', 30],
  ]);
  await posted('some', [4, 5]);
  await compare(scope, ALL, 'author', range);
  await countDays(scope);
  await compare(scope, ALL, 'author', range);
  expect(await counts()).toEqual([
    ['some', 5],
    ['Later', 4],
  ]);
});

test('a request that reads many mentions queues the job that counts their days', async () => {
  const { workspaceId } = newScope(opened);
  const fill = (from: number, to: number) =>
    opened.database.pool.query(
      `insert into mentions.mentions (workspace_id, id, source, external_id, posted_at, dataset_run_at, dataset_ids,
         collection_ids, tags, search)
       select $1, 'post_' || n, 'reddit', n, timestamptz '2026-01-31', now(), '{}', '{}', '{}', ''
       from generate_series($2::int, $3::int) n`,
      [workspaceId, from, to],
    );
  const queued = async () => {
    const sent: unknown[] = [];
    await ask(opened, workspaceId, '{ mentionCounts(by: DAY) { count } }', {}, { sent });
    return sent;
  };
  await fill(1, 9_999);
  expect(await queued()).toEqual([]);
  await fill(10_000, 10_000);
  expect(await queued()).toEqual([['mentions.count-days', { workspaceId }, { key: workspaceId }]]);
});

test('a chart of many authors queues the job that adds up their months', async () => {
  const scope = newScope(opened);
  const { workspaceId } = scope;
  await opened.database.pool.query(
    `insert into mentions.mentions (workspace_id, id, source, external_id, author, posted_at, dataset_run_at,
       dataset_ids, collection_ids, tags, search)
     select $1, 'post_' || n, 'reddit', n, jsonb_build_object('handle', md5(n::text)),
       timestamptz '2025-11-30 12:00Z' + n % 3 * interval '31 days', now(), '{}', '{}', '{}', ''
     from generate_series(1, 9000) n`,
    [workspaceId],
  );
  await countDays(scope);
  const queued = async () => {
    const sent: unknown[] = [];
    await ask(opened, workspaceId, '{ mentionCounts(by: AUTHOR) { count } }', {}, { sent });
    return sent;
  };
  const months = { starts: '2025-11-01', ends: '2026-02-01' };
  const key = `${workspaceId} ${months.starts} ${months.ends}`;
  expect(await queued()).toEqual([['mentions.count-tops', { workspaceId, ...months }, { key }]]);
  await run('mentions.count-tops', { workspaceId, ...months });
  expect(await queued()).toEqual([]);
});
