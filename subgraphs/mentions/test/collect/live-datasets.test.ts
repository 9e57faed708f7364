import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase, recordedEvents, type TestDatabase } from '@tributary/kit/testing';
import { registerQuery, retireQuery } from '@tributary/listening';
import type { Item } from '@tributary/platforms';
import { mentions } from '../../src/index.ts';
import { ask, newMention, newScope, servicesTracking, write } from '../support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

/** A public item of Hacker News. */
function item(nativeId: string, text: string, changes: Partial<Item> = {}): Item {
  return {
    platform: 'hackernews',
    nativeId,
    url: `https://news.ycombinator.com/item?id=${nativeId}`,
    kind: 'post',
    title: null,
    text,
    language: 'en',
    author: {
      nativeId: `author of ${nativeId}`,
      handle: 'ada',
      displayName: null,
      url: null,
      avatarUrl: null,
      followers: null,
      verified: null,
    },
    createdAt: new Date('2026-11-01T12:00:00Z'),
    parentId: null,
    rootId: null,
    community: null,
    metrics: { likes: 3, comments: 2, shares: null, views: null },
    media: [],
    links: [],
    tags: [],
    ...changes,
  };
}

/** Sorts an item before the others, which are of one time. */
const LATER = { createdAt: new Date('2026-11-01T12:00:01Z') };

/** Registers the query of a tracker, as the posts subgraph does; returns the tracker's id. */
async function track(workspaceId: string, query: string, id: string = randomUUID()): Promise<string> {
  const rest = { consumer: 'tracker', platforms: null, languages: null, places: {} } as const;
  await registerQuery(newScope(opened, workspaceId), { id, query, ...rest }, new Date());
  return id;
}

const DATASET = `id live tracker { id } mentionsCount
  runs { nodes { type status mentionsCount finishedAt steps { name status } } }`;

async function follow(workspaceId: string, trackerId: string): Promise<string> {
  const { data } = await ask(
    opened,
    workspaceId,
    `mutation ($input: CreateDatasetInput!) {
      createDataset(input: $input) { ... on DatasetCreated { dataset { id live tracker { id } } } } }`,
    { input: { name: 'live', live: true, trackerId } },
  );
  expect(data.createDataset.dataset).toMatchObject({ live: true, tracker: { id: trackerId } });
  return data.createDataset.dataset.id;
}

async function update(workspaceId: string, id: string, input: object) {
  const { data } = await ask(
    opened,
    workspaceId,
    `mutation ($id: ID!, $input: UpdateDatasetInput!) { updateDataset(id: $id, input: $input) {
      ... on DatasetUpdated { dataset { ${DATASET} } } ... on InvalidInput { field message } } }`,
    { id, input },
  );
  return data.updateDataset;
}

const look = async (workspaceId: string, id: string) =>
  (await ask(opened, workspaceId, `query ($id: ID!) { dataset(id: $id) { ${DATASET} } }`, { id })).data
    .dataset;

const stored = async (workspaceId: string) =>
  (
    await ask(
      opened,
      workspaceId,
      `{ mentions(first: 100, sort: DATE) { nodes { externalId source title text url likes deletedAt
        author { handle } mentionedBrands { name } contentTopics analysisVersion dominantSentiment sampledComments { text }
        datasets { id } } } }`,
    )
  ).data.mentions.nodes;

/** Writes rows to the match log, for the query of a live dataset, as the runner does. */
async function log(
  workspaceId: string,
  datasetId: string,
  items: readonly Partial<Item>[],
  change: 'matched' | 'counted' | 'deleted' = 'matched',
): Promise<void> {
  const { rows } = await opened.database.pool.query(
    `select live_query_id as id from mentions.datasets where workspace_id = $1 and id = $2`,
    [workspaceId, datasetId],
  );
  for (const each of items)
    await opened.database.pool.query(
      `insert into listening.deliveries (workspace_id, query_id, consumer, change, item, reasons, origin, found_at)
       values ($1, $2, 'dataset', $3, $4, $5, 'tail', '2026-11-01T12:00:01Z')`,
      [workspaceId, rows[0].id ?? randomUUID(), change, JSON.stringify(each), '{"spans":[],"fields":[]}'],
    );
}

/** Runs the job that takes matches until the log is empty. */
async function takeAll(brands: Parameters<typeof servicesTracking>[1] = []): Promise<void> {
  const stop = new AbortController();
  const services = servicesTracking(opened, brands);
  const job = mentions.open(services).jobs.find(({ name }) => name === 'mentions.take-matches')!;
  const running = job.run({ data: {}, signal: stop.signal, lastAttempt: false });
  try {
    for (let left = 1; left > 0; ) {
      const { rows } = await opened.database.pool.query(
        `select count(*)::int as left from listening.deliveries where consumer = 'dataset'`,
      );
      left = rows[0].left;
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    stop.abort();
    await running;
  }
}

test('what a tracker finds becomes an analysed mention of the dataset that follows it', async () => {
  const workspaceId = randomUUID();
  const id = await follow(workspaceId, await track(workspaceId, 'kumquat'));
  await log(workspaceId, id, [item('1', 'I love the kumquats of Acme!'), item('2', 'A kumquat.', LATER)]);
  await takeAll([{ id: 'Acme', names: ['Acme'], excludes: [], isOwn: true }]);
  expect(await stored(workspaceId)).toMatchObject([
    { externalId: '2' },
    {
      externalId: '1',
      source: 'HACKERNEWS',
      url: 'https://news.ycombinator.com/item?id=1',
      text: 'I love the kumquats of Acme!',
      likes: 3,
      deletedAt: null,
      author: { handle: 'ada' },
      mentionedBrands: [{ name: 'Acme' }],
      dominantSentiment: 'POSITIVE',
      sampledComments: null,
      datasets: [{ id }],
    },
  ]);
  expect(await look(workspaceId, id)).toMatchObject({
    mentionsCount: 2,
    runs: { nodes: [{ type: 'LIVE', status: 'WORKING', mentionsCount: 2, finishedAt: null }] },
  });
});

test('a mention has an event for each live dataset that receives it', async () => {
  const workspaceId = randomUUID();
  const trackerId = await track(workspaceId, 'kumquat');
  const [one, other] = [await follow(workspaceId, trackerId), await follow(workspaceId, trackerId)];
  for (const id of [one, one, other]) {
    await log(workspaceId, id, [item('1', 'A kumquat.')]);
    await takeAll();
  }
  const { data } = await ask(opened, workspaceId, '{ mentions(first: 1) { nodes { id } } }');
  const mentionId = data.mentions.nodes[0].id;
  const payload = {
    mentionId,
    source: 'hackernews',
    url: 'https://news.ycombinator.com/item?id=1',
    title: '',
    text: 'A kumquat.',
    author: 'ada',
    postedAt: '2026-11-01T12:00:00.000Z',
  };
  expect(await recordedEvents(opened, workspaceId)).toMatchObject(
    [one, other].map((datasetId) => ({
      type: 'mention.matched',
      subject: mentionId,
      payload: { ...payload, datasetId },
    })),
  );
});

test('the same item delivered again changes nothing', async () => {
  const workspaceId = randomUUID();
  const id = await follow(workspaceId, await track(workspaceId, 'kumquat'));
  for (let round = 0; round < 2; round++) {
    await log(workspaceId, id, [item('1', 'A kumquat.')]);
    await takeAll();
  }
  expect(await stored(workspaceId)).toHaveLength(1);
  expect((await look(workspaceId, id)).mentionsCount).toBe(1);
});

test('it follows the platforms of mentions only', async () => {
  const workspaceId = randomUUID();
  await follow(workspaceId, await track(workspaceId, 'kumquat'));
  const { rows } = await opened.database.pool.query(
    `select platforms from listening.queries where workspace_id = $1 and consumer = 'dataset'`,
    [workspaceId],
  );
  expect(rows[0].platforms.sort()).toEqual(['bluesky', 'hackernews', 'mastodon', 'reddit', 'x', 'youtube']);
});

test('new counts replace those of the mention and of its latest reading, and not the unknown ones', async () => {
  const workspaceId = randomUUID();
  const id = await follow(workspaceId, await track(workspaceId, 'kumquat'));
  await log(workspaceId, id, [item('1', 'A kumquat.')]);
  await takeAll();
  const metrics = { likes: 40, comments: null, shares: null, views: 1_000 };
  const counted = ['1', 'unknown'].map(
    (nativeId) => ({ platform: 'hackernews', nativeId, metrics }) as const,
  );
  await log(workspaceId, id, counted, 'counted');
  await takeAll();
  const { data } = await ask(
    opened,
    workspaceId,
    '{ mentions { nodes { text likes views comments engagementRate readings { likes views comments } } } }',
  );
  const counts = { likes: 40, views: 1_000, comments: 2 };
  expect(data.mentions.nodes).toEqual([
    { text: 'A kumquat.', ...counts, engagementRate: 0.04, readings: [counts] },
  ]);
});

test('a mention that its platform deletes becomes a tombstone, which no import brings back', async () => {
  const workspaceId = randomUUID();
  const id = await follow(workspaceId, await track(workspaceId, 'kumquat'));
  await log(workspaceId, id, [item('1', 'I hate kumquats. Why do they cost so much?')]);
  await takeAll();
  await log(workspaceId, id, [{ platform: 'hackernews', nativeId: '1' }], 'deleted');
  await takeAll();
  const tombstone = {
    externalId: '1',
    title: null,
    text: null,
    author: null,
    likes: 3,
    contentTopics: [],
    dominantSentiment: 'NEGATIVE',
    deletedAt: expect.any(String),
    datasets: [{ id }],
  };
  expect(await stored(workspaceId)).toMatchObject([tombstone]);
  expect(await recordedEvents(opened, workspaceId)).toMatchObject([
    { type: 'mention.matched', payload: { datasetId: id, text: '', author: '' } },
  ]);
  const scope = newScope(opened, workspaceId);
  const mention = newMention({ source: 'hackernews', externalId: '1', text: 'I hate kumquats.' });
  await write(scope, id, [{ mention, analysis: null }]);
  expect(await stored(workspaceId)).toMatchObject([tombstone]);
  const { data } = await ask(opened, workspaceId, '{ mentions(search: "kumquats") { totalCount } }');
  expect(data.mentions.totalCount).toBe(0);
});

test('a match and its deletion in one batch leave nothing', async () => {
  const workspaceId = randomUUID();
  const id = await follow(workspaceId, await track(workspaceId, 'kumquat'));
  await log(workspaceId, id, [item('1', 'A kumquat.')]);
  await log(workspaceId, id, [{ platform: 'hackernews', nativeId: '1' }], 'deleted');
  await takeAll();
  expect(await stored(workspaceId)).toEqual([]);
});

test('the deletion in one workspace leaves the mention of another', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  const id = await follow(one, await track(one, 'kumquat'));
  const theirs = await follow(other, await track(other, 'kumquat'));
  await log(one, id, [item('1', 'A kumquat.')]);
  await log(other, theirs, [item('1', 'A kumquat.')]);
  await takeAll();
  await log(one, id, [{ platform: 'hackernews', nativeId: '1' }], 'deleted');
  await takeAll();
  expect(await stored(one)).toMatchObject([{ text: null }]);
  expect(await stored(other)).toMatchObject([{ text: 'A kumquat.', deletedAt: null }]);
});

test('a dataset that stops following keeps its mentions, and receives no more', async () => {
  const workspaceId = randomUUID();
  const trackerId = await track(workspaceId, 'kumquat');
  const id = await follow(workspaceId, trackerId);
  await log(workspaceId, id, [item('1', 'A kumquat.')]);
  await takeAll();
  await log(workspaceId, id, [item('2', 'A late kumquat.')]);
  const { dataset } = await update(workspaceId, id, { live: false });
  expect(dataset).toMatchObject({
    live: false,
    tracker: null,
    runs: {
      nodes: [
        {
          status: 'COMPLETED',
          finishedAt: expect.any(String),
          steps: ['COLLECT', 'ANALYSE', 'WRITE'].map((name) => ({ name, status: 'COMPLETED' })),
        },
      ],
    },
  });
  await takeAll();
  expect(await stored(workspaceId)).toMatchObject([{ externalId: '1' }]);
  const { dataset: again } = await update(workspaceId, id, { live: true, trackerId });
  expect(again).toMatchObject({
    live: true,
    runs: { nodes: [{ status: 'WORKING' }, { status: 'COMPLETED' }] },
  });
});

test('a deleted dataset stops following', async () => {
  const workspaceId = randomUUID();
  const id = await follow(workspaceId, await track(workspaceId, 'kumquat'));
  await ask(opened, workspaceId, `mutation { deleteDataset(id: "${id}") { __typename } }`);
  const { rows } = await opened.database.pool.query(
    `select active from listening.queries where workspace_id = $1 and consumer = 'dataset'`,
    [workspaceId],
  );
  expect(rows).toEqual([{ active: false }]);
});

test('a dataset follows no tracker that is unknown, paused, or of another workspace', async () => {
  const workspaceId = randomUUID();
  const id = await follow(workspaceId, await track(workspaceId, 'kumquat'));
  const paused = await track(workspaceId, 'paused');
  await retireQuery(newScope(opened, workspaceId), paused, new Date());
  const theirs = await track(randomUUID(), 'theirs');
  const field = 'input.trackerId';
  for (const trackerId of [randomUUID(), paused, theirs, 'not an id'])
    expect(await update(workspaceId, id, { live: true, trackerId })).toMatchObject({ field });
  expect(await update(workspaceId, id, { trackerId: randomUUID() })).toMatchObject({ field });
  // What was refused has changed nothing.
  expect(await look(workspaceId, id)).toMatchObject({ live: true, runs: { nodes: [{ status: 'WORKING' }] } });
});
