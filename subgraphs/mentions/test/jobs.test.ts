import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inTransaction, isUuid, type Scope } from '@tributary/kit/postgres';
import {
  nextThreadResult,
  openServices,
  openTestDatabase,
  recordedEvents,
  type TestDatabase,
} from '@tributary/kit/testing';
import { setRetentionRule } from '@tributary/listening';
import { ANALYSIS_VERSION } from '../src/analysis/index.ts';
import type { Tables } from '../src/data/tables.ts';
import { lockWriting } from '../src/data/write/lock-writing.ts';
import { listOutdated } from '../src/data/write/stored-mentions.ts';
import { updateAnalyses } from '../src/data/write/write-mentions.ts';
import { mentions } from '../src/index.ts';
import { ask, newAnalysis, newDataset, newMention, newScope, servicesTracking, write } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

/** Runs one of the subgraph's jobs once, as the queue would. */
function work(name: string, data: unknown = {}, lastAttempt = false): Promise<void> {
  return workBeside(servicesTracking(opened), name, data, lastAttempt);
}

function workBeside(
  services: Parameters<typeof mentions.open>[0],
  name: string,
  data: unknown,
  lastAttempt = false,
): Promise<void> {
  const job = mentions.open(services).jobs.find((each) => each.name === name)!;
  return job.run({ data, signal: new AbortController().signal, lastAttempt });
}

const RUN = 'id status steps { name status } mentionsCount rejectedCount error finishedAt';

/** Starts a run of one record; returns the run and the queued job. */
async function start(scope: Scope<Tables>, dataset: string, analysis = true) {
  const ndjson = JSON.stringify({
    external_id: '1',
    source: 'x',
    text: 'What a day!',
    posted_at: '2026-01-01',
  });
  const sent: unknown[][] = [];
  const answer = await ask(
    opened,
    scope.workspaceId,
    `mutation ($dataset: ID!, $input: StartRunInput!) { startRun(datasetId: $dataset, input: $input) { ... on RunStarted { run { ${RUN} } } } }`,
    { dataset, input: { ndjson, analysis } },
    { sent },
  );
  return { run: answer.data.startRun.run, queued: sent[0]! };
}

const look = async (scope: Scope<Tables>, dataset: string, run: string) =>
  (
    await ask(
      opened,
      scope.workspaceId,
      `query ($d: ID!, $r: ID!) { dataset(id: $d) { run(id: $r) { ${RUN} } } }`,
      { d: dataset, r: run },
    )
  ).data.dataset.run;

describe('a run', () => {
  test('is pending until the job has run, and then completed with its counts', async () => {
    const scope = newScope(opened);
    const dataset = await newDataset(scope);
    const { run, queued } = await start(scope, dataset);
    expect(run).toMatchObject({ status: 'PENDING', mentionsCount: 0, finishedAt: null });
    expect(queued).toEqual([
      'mentions.ingest-run',
      { workspaceId: scope.workspaceId, runId: run.id },
      { key: run.id },
    ]);
    expect(isUuid(scope.workspaceId)).toBe(true);
    await work('mentions.ingest-run', queued[1]);
    expect(await look(scope, dataset, run.id)).toMatchObject({
      status: 'COMPLETED',
      mentionsCount: 1,
      error: null,
    });
    const { rows } = await opened.database.pool.query('select 1 from mentions.run_inputs where run_id = $1', [
      run.id,
    ]);
    expect(rows).toEqual([]);
    expect(await recordedEvents(opened, scope.workspaceId)).toMatchObject([
      {
        type: 'run.completed',
        subject: run.id,
        payload: { datasetId: dataset, status: 'completed', mentionsCount: 1, error: null },
      },
    ]);
  });

  test('that fails is pending again, and failed after the last attempt, with a reason without secrets', async () => {
    const scope = newScope(opened);
    const dataset = await newDataset(scope);
    const { run, queued } = await start(scope, dataset, false);
    await opened.database.pool.query('alter table mentions.metric_readings rename to gone');
    try {
      await expect(work('mentions.ingest-run', queued[1])).rejects.toThrow();
      expect(await look(scope, dataset, run.id)).toMatchObject({ status: 'PENDING', finishedAt: null });
      expect(await recordedEvents(opened, scope.workspaceId)).toEqual([]);
      await expect(work('mentions.ingest-run', queued[1], true)).rejects.toThrow();
    } finally {
      await opened.database.pool.query('alter table mentions.gone rename to metric_readings');
    }
    expect(await look(scope, dataset, run.id)).toMatchObject({
      status: 'FAILED',
      error: 'An unexpected error occurred; see the log.',
      steps: [{ status: 'FAILED' }, { status: 'FAILED' }],
    });
    expect(await recordedEvents(opened, scope.workspaceId)).toMatchObject([
      { type: 'run.completed', subject: run.id, payload: { status: 'failed' } },
    ]);
  });

  test('that failed once succeeds when it is retried', async () => {
    const scope = newScope(opened);
    const dataset = await newDataset(scope);
    const { run, queued } = await start(scope, dataset);
    await opened.database.pool.query('alter table mentions.metric_readings rename to gone');
    await expect(work('mentions.ingest-run', queued[1])).rejects.toThrow();
    await opened.database.pool.query('alter table mentions.gone rename to metric_readings');
    await work('mentions.ingest-run', queued[1]);
    expect(await look(scope, dataset, run.id)).toMatchObject({ status: 'COMPLETED', mentionsCount: 1 });
  });
});

describe('the brands of the workspace', () => {
  const TRACKED = [{ id: 'Zyx Air', names: ['Zyx Air', 'what a'], excludes: [], isOwn: true }];
  const named = async (scope: Scope<Tables>) =>
    (await ask(opened, scope.workspaceId, '{ mentions { nodes { mentionedBrands { name } } } }')).data
      .mentions.nodes;

  test('are found in mentions besides those of the dataset', async () => {
    const scope = newScope(opened);
    const { queued } = await start(scope, await newDataset(scope));
    await workBeside(servicesTracking(opened, TRACKED), 'mentions.ingest-run', queued[1]);
    expect(await named(scope)).toEqual([{ mentionedBrands: [{ name: 'Zyx Air' }] }]);
  });

  test('are found in mentions that are analysed again', async () => {
    const scope = newScope(opened);
    const dataset = await newDataset(scope);
    await write(scope, dataset, [
      { mention: newMention({ text: 'Zyx air is late' }), analysis: newAnalysis({ version: 1 }) },
    ]);
    await workBeside(servicesTracking(opened, TRACKED), 'mentions.reanalyse', {});
    expect(await named(scope)).toEqual([{ mentionedBrands: [{ name: 'Zyx Air' }] }]);
  });

  test('are required while attempts remain, and omitted in the last one, if the graph cannot be queried', async () => {
    const scope = newScope(opened);
    const dataset = await newDataset(scope);
    const { run, queued } = await start(scope, dataset);
    const alone = {
      ...openServices(opened),
      graph: { ask: () => Promise.reject(new Error('This test has no graph.')) },
    };
    await expect(workBeside(alone, 'mentions.ingest-run', queued[1])).rejects.toThrow('no graph');
    expect(await look(scope, dataset, run.id)).toMatchObject({ status: 'PENDING' });
    await workBeside(alone, 'mentions.ingest-run', queued[1], true);
    expect(await look(scope, dataset, run.id)).toMatchObject({ status: 'COMPLETED', mentionsCount: 1 });
    expect(await named(scope)).toEqual([{ mentionedBrands: [] }]);
  });
});

test('a deleted dataset is gone at once; the sweep deletes its mentions, except those of another dataset', async () => {
  const scope = newScope(opened);
  const [kept, deleted] = [await newDataset(scope, 'kept'), await newDataset(scope, 'deleted')];
  const shared = newMention({ externalId: 'shared' });
  await write(scope, deleted, [
    { mention: shared, analysis: null },
    { mention: newMention(), analysis: null },
  ]);
  await write(scope, kept, [{ mention: shared, analysis: null }]);
  const sent: unknown[][] = [];
  await ask(
    opened,
    scope.workspaceId,
    `mutation { deleteDataset(id: "${deleted}") { __typename } }`,
    {},
    { sent },
  );
  expect(sent).toEqual([['mentions.sweep', {}]]);
  const seen = async () =>
    (
      await ask(
        opened,
        scope.workspaceId,
        '{ mentions { totalCount nodes { externalId datasets { name } } } }',
      )
    ).data.mentions;
  const expected = { totalCount: 1, nodes: [{ externalId: 'shared', datasets: [{ name: 'kept' }] }] };
  expect(await seen()).toEqual(expected);
  await work('mentions.sweep');
  expect(await seen()).toEqual(expected);
  const { rows } = await opened.database.pool.query(
    `select (select count(*) from mentions.mentions where workspace_id = $1) as mentions,
       (select count(*) from mentions.metric_readings where workspace_id = $1) as readings,
       (select count(*) from mentions.datasets where workspace_id = $1 and deleted_at is not null and swept_at is not null) as datasets`,
    [scope.workspaceId],
  );
  expect(rows[0]).toEqual({ mentions: 1, readings: 2, datasets: 1 });
});

async function deleteOld(days: number): Promise<void> {
  const services = servicesTracking(opened);
  const config = { ...services.config, RETENTION_DAYS: days };
  const clock = () => Date.parse('2026-06-01');
  await workBeside({ ...services, config, clock }, 'mentions.delete-old', {});
}

test("a workspace's own rules delete its mentions, those of a platform only there", async () => {
  const scope = newScope(opened);
  const dataset = await newDataset(scope);
  const mention = (source: string, postedAt: string) => ({
    mention: newMention({ source, externalId: `${source} ${postedAt}`, postedAt: new Date(postedAt) }),
    analysis: null,
  });
  await write(scope, dataset, [
    mention('tiktok', '2026-05-01'),
    mention('reddit', '2026-05-01'),
    mention('tiktok', '2026-01-01'),
    mention('reddit', '2026-01-01'),
    mention('reddit', '2025-01-01'),
  ]);
  await setRetentionRule(scope, null, 365);
  await setRetentionRule(scope, 'tiktok', 100);
  await deleteOld(0);
  const { data } = await ask(opened, scope.workspaceId, '{ mentions { nodes { externalId } } }');
  const left = data.mentions.nodes.map(({ externalId }: { externalId: string }) => externalId);
  expect(left.sort()).toEqual(['reddit 2026-01-01', 'reddit 2026-05-01', 'tiktok 2026-05-01']);
});

test('mentions older than RETENTION_DAYS are deleted, with their readings, and their datasets count fewer', async () => {
  const scope = newScope(opened);
  const [one, other] = [await newDataset(scope, 'one'), await newDataset(scope, 'other')];
  const shared = newMention({ externalId: 'old and shared', postedAt: new Date('2025-06-01') });
  const many = Array.from({ length: 201 }, () => newMention({ postedAt: new Date('2025-06-01') }));
  await write(
    scope,
    one,
    [shared, newMention({ externalId: 'new' }), ...many].map((mention) => ({ mention, analysis: null })),
  );
  await write(scope, other, [{ mention: shared, analysis: null }]);
  const seen = async () =>
    (
      await ask(
        opened,
        scope.workspaceId,
        '{ mentions { totalCount } datasets { nodes { name mentionsCount } } }',
      )
    ).data;
  await deleteOld(0);
  expect((await seen()).mentions.totalCount).toBe(203);
  await deleteOld(180);
  const { mentions: left, datasets } = await seen();
  expect(left.totalCount).toBe(1);
  expect(datasets.nodes).toEqual(
    expect.arrayContaining([
      { name: 'one', mentionsCount: 1 },
      { name: 'other', mentionsCount: 0 },
    ]),
  );
  const { rows } = await opened.database.pool.query(
    'select count(*)::int as readings from mentions.metric_readings where workspace_id = $1',
    [scope.workspaceId],
  );
  expect(rows).toEqual([{ readings: 1 }]);
});

test('mentions of an older analysis are analysed again, unlike those without one and newer ones', async () => {
  const scope = newScope(opened);
  const dataset = await newDataset(scope);
  const analysed = (version: number) => ({
    mention: newMention({ text: 'I love this place, thank you so much!' }),
    analysis: newAnalysis({ version, topics: ['old'] }),
  });
  await write(scope, dataset, [
    analysed(1),
    analysed(ANALYSIS_VERSION + 1),
    { mention: newMention(), analysis: null },
  ]);
  await work('mentions.reanalyse');
  const { data } = await ask(
    opened,
    scope.workspaceId,
    '{ mentions { nodes { analysisVersion contentTopics dominantSentiment } } }',
  );
  const byVersion = new Map(
    data.mentions.nodes.map((node: { analysisVersion: number | null }) => [node.analysisVersion, node]),
  );
  expect(byVersion.get(ANALYSIS_VERSION)).toMatchObject({ dominantSentiment: 'POSITIVE' });
  expect(byVersion.get(ANALYSIS_VERSION + 1)).toMatchObject({ contentTopics: ['old'] });
  expect(byVersion.get(null)).toMatchObject({ contentTopics: null });
});

/** Returns the analysis version of the workspace's only mention. */
const versionOf = async (scope: Scope<Tables>) =>
  (await ask(opened, scope.workspaceId, '{ mentions { nodes { analysisVersion } } }')).data.mentions.nodes[0]
    .analysisVersion;

test('mentions are analysed again in a thread, without holding locks', async () => {
  const scope = newScope(opened);
  const dataset = await newDataset(scope);
  const stale = newMention({ text: 'I love this place, thank you so much!' });
  await write(scope, dataset, [{ mention: stale, analysis: newAnalysis({ version: 1, topics: ['old'] }) }]);
  // A concurrently writing run holds this lock. Only writing the results needs it, the analysis
  // does not.
  const [locked, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const writing = inTransaction(scope, async (inside) => {
    await lockWriting(inside);
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  const analysed = nextThreadResult();
  const job = work('mentions.reanalyse');
  await analysed;
  const versionWhileLocked = await versionOf(scope).finally(release.resolve);
  await Promise.all([writing, job]);
  expect([versionWhileLocked, await versionOf(scope)]).toEqual([1, ANALYSIS_VERSION]);
});

test('a mention whose text changed while it was analysed again keeps its own analysis', async () => {
  const scope = newScope(opened);
  const dataset = await newDataset(scope);
  const stale = newMention({ text: 'I love this place, thank you so much!' });
  await write(scope, dataset, [{ mention: stale, analysis: newAnalysis({ version: 1 }) }]);
  const [kept] = await listOutdated(scope, { version: ANALYSIS_VERSION, after: '', limit: 10 });
  const changed = { ...stale, text: 'Other words' };
  await write(scope, dataset, [{ mention: changed, analysis: newAnalysis({ version: 2 }) }], {
    at: new Date('2026-03-03T00:00:00Z'),
  });
  const again = newAnalysis({ version: ANALYSIS_VERSION });
  await updateAnalyses(scope, [{ id: kept!.id, mention: kept!.mention, analysis: again }]);
  expect(await versionOf(scope)).toBe(2);
});
