import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import fc from 'fast-check';
import { listMentionCounts } from '../src/data/counts/mention-counts.ts';
import { DIMENSIONS, type Dimension, FIGURES, type Figure } from '../src/data/counts/mention-figures.ts';
import { deleteDataset, sweepDataset } from '../src/data/datasets.ts';
import { eraseMentions } from '../src/data/mention-tombstones.ts';
import type { Selection } from '../src/data/mentions.ts';
import { deleteOldMentions } from '../src/data/old-mentions.ts';
import type { Tables } from '../src/data/tables.ts';
import { updateMetrics } from '../src/data/write/update-metrics.ts';
import { updateAnalyses } from '../src/data/write/write-mentions.ts';
import { mentions } from '../src/index.ts';
import { SENTIMENTS } from '../src/mention.ts';
import { tag } from '../src/tags.ts';
import { analysed } from './arbitrary.ts';
import { ask, newAnalysis, newDataset, newMention, newScope, servicesTracking, write } from './support.ts';

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

const ALL: Selection = {
  datasetIds: null,
  collectionIds: null,
  sources: null,
  anyOf: [],
  filter: [],
  living: null,
};
const OF_KEYS = FIGURES.filter((name) => name !== 'emotions');
/** Figures that counts have, unless they have all. */
const FIGURES_OF: Partial<Record<Dimension, readonly Figure[]>> = {
  emotion: SENTIMENTS,
  topic: OF_KEYS,
  author: OF_KEYS,
  brand: OF_KEYS,
  country: OF_KEYS,
};
const AUTHOR = { title: null, titleUrl: null, avatarUrl: null, headline: null, headlineUrl: null };
/** Selects the same mentions by a condition, so that each of them is read. */
const EACH: Selection = { ...ALL, anyOf: [SOURCES.map((source) => tag('source', source))] };

interface Range {
  readonly from: Date | null;
  readonly to: Date | null;
}

async function count(scope: Scope<Tables>, selection: Selection, by: Dimension, range: Range) {
  const figures = FIGURES_OF[by] ?? FIGURES;
  const found = await listMentionCounts(scope, { selection, by, ...range, limit: 400, figures });
  expect(found.mentionsRead === null).toBe(selection === EACH);
  return found;
}

/** Runs the job that counts the past days. */
async function countDays({ workspaceId }: Scope<Tables>): Promise<void> {
  const open = mentions.open({ ...servicesTracking(opened), clock: () => NOW });
  const job = open.jobs.find(({ name }) => name === 'mentions.count-days')!;
  await job.run({ data: { workspaceId }, signal: new AbortController().signal, lastAttempt: false });
}

const at = (hour: number) => new Date(FIRST + hour * HOUR);
const hour = fc.integer({ min: -1, max: 97 });
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
  fc.record({ erase: seen }),
  fc.record({ metrics: seen }),
  fc.record({ analyse: seen, version: fc.integer({ min: 2, max: 4 }) }),
  fc.record({ deleteBefore: hour }),
  fc.constant({ sweep: true }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

test('counts of days are those of their mentions after any changes', async () => {
  const range = fc.record({ from: fc.option(hour), to: fc.option(hour) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, range), { maxLength: 12 }), async (steps) => {
      const scope = newScope(opened);
      const datasets = [await newDataset(scope, 'one'), await newDataset(scope, 'other')];
      for (const [change, { from, to }] of steps) {
        await apply(scope, datasets, change);
        const asked = { from: from === null ? null : at(from), to: to === null ? null : at(to) };
        for (const by of DIMENSIONS) {
          const { counts } = await count(scope, ALL, by, asked);
          expect(counts).toEqual((await count(scope, EACH, by, asked)).counts);
        }
      }
    }),
    { numRuns: 20 },
  );
});

async function apply(scope: Scope<Tables>, datasets: string[], change: Step): Promise<void> {
  if ('write' in change)
    for (const each of change.write) await write(scope, datasets[each.dataset ? 1 : 0]!, [each]);
  else if ('countDays' in change) await countDays(scope);
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
