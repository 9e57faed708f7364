import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { newId } from '../src/ids.ts';
import { ask, errorOf, newAnalysis, newDataset, newMention, newScope, write } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const day = (number: number) => new Date(Date.UTC(2026, 2, number));
const numbers = (likes: number | null, views: number | null = null) => ({
  views,
  likes,
  comments: null,
  shares: null,
});
const ALL = `{ mentions(first: 100) { totalCount nodes { id externalId text likes contentTopics datasetRunAt
  datasets { id } readings { at likes } mentionedBrands { name } } } }`;

test('the same post in two datasets is one mention that both hold', async () => {
  const scope = newScope(opened);
  const [one, other] = [await newDataset(scope, 'one'), await newDataset(scope, 'other')];
  const mention = newMention();
  expect(await write(scope, one, [{ mention, analysis: null }])).toMatchObject({ inserted: 1 });
  expect(await write(scope, other, [{ mention, analysis: null }])).toEqual({
    inserted: 0,
    updated: 1,
    unchanged: 0,
    joined: [expect.objectContaining({ mention, datasetIds: [one, other] })],
  });
  const { data } = await ask(opened, scope.workspaceId, ALL);
  expect(data.mentions.nodes).toHaveLength(1);
  expect(data.mentions.nodes[0].datasets.map(({ id }: { id: string }) => id).sort()).toEqual(
    [one, other].sort(),
  );
  const counts = await ask(opened, scope.workspaceId, '{ datasets { nodes { mentionsCount } } }');
  expect(counts.data.datasets.nodes).toEqual([{ mentionsCount: 1 }, { mentionsCount: 1 }]);
});

test('two workspaces with the same posts see nothing of each other', async () => {
  const [ours, theirs] = [newScope(opened), newScope(opened)];
  const mention = newMention({ text: 'the same words' });
  const [dataset, hidden] = [await newDataset(ours), await newDataset(theirs)];
  await write(ours, dataset, [{ mention, analysis: newAnalysis({ topics: ['ours'] }) }]);
  await write(theirs, hidden, [{ mention, analysis: newAnalysis({ topics: ['theirs'] }) }]);
  const { data } = await ask(opened, ours.workspaceId, ALL);
  expect(data.mentions).toMatchObject({
    totalCount: 1,
    nodes: [{ contentTopics: ['ours'], datasets: [{ id: dataset }] }],
  });
  const { data: other } = await ask(opened, theirs.workspaceId, ALL);
  const id = other.mentions.nodes[0].id;
  const asked = await ask(
    opened,
    ours.workspaceId,
    `query ($id: ID!, $dataset: ID!) { mention(id: $id) { id } dataset(id: $dataset) { id }
      _entities(representations: [{ __typename: "Mention", id: $id }, { __typename: "Dataset", id: $dataset }]) { __typename } }`,
    { id, dataset: hidden },
  );
  expect(asked.data).toEqual({ mention: null, dataset: null, _entities: [null, null] });
  const scoped = await ask(
    opened,
    ours.workspaceId,
    'query ($ids: [ID!]) { mentions(datasetIds: $ids) { totalCount } }',
    {
      ids: [dataset, hidden],
    },
  );
  expect(errorOf(scoped)).toMatchObject({ code: 'NOT_FOUND' });
});

test('each run leaves a reading, and the change is that between the two newest', async () => {
  const scope = newScope(opened);
  const dataset = await newDataset(scope);
  const mention = newMention();
  for (const [at, likes] of [
    [1, 100],
    [3, 80],
    [2, 200],
  ] as const)
    await write(scope, dataset, [{ mention: { ...mention, metrics: numbers(likes) }, analysis: null }], {
      at: day(at),
    });
  const { data } = await ask(opened, scope.workspaceId, ALL);
  expect(data.mentions.nodes[0]).toMatchObject({
    likes: 80,
    datasetRunAt: day(3).toISOString(),
    readings: [80, 200, 100].map((likes) => ({ likes })),
  });
  const fell = (value: number) =>
    ask(
      opened,
      scope.workspaceId,
      `{ mentions(filter: [[{ metricChange: { metric: LIKES, changedBy: { value: ${value}, direction: DOWN } } }]]) { totalCount } }`,
    );
  expect((await fell(60)).data.mentions.totalCount).toBe(1);
  expect((await fell(60.1)).data.mentions.totalCount).toBe(0);
});

test('a run that is tried again changes nothing', async () => {
  const scope = newScope(opened);
  const dataset = await newDataset(scope);
  const batch = [1, 2, 3].map(() => ({
    mention: newMention({ metrics: numbers(1, 2) }),
    analysis: newAnalysis(),
  }));
  const run = { runId: newId('dr', 1), at: day(1) };
  const { joined, ...counts } = await write(scope, dataset, batch, run);
  expect(counts).toEqual({ inserted: 3, updated: 0, unchanged: 0 });
  expect(joined).toHaveLength(3);
  const before = await ask(opened, scope.workspaceId, ALL);
  expect(await write(scope, dataset, [...batch, batch[0]!], run)).toEqual({
    inserted: 0,
    updated: 0,
    unchanged: 4,
    joined: [],
  });
  expect(await ask(opened, scope.workspaceId, ALL)).toEqual(before);
});

test('values missing from a later run are preserved, and an analysis lasts until the text changes', async () => {
  const scope = newScope(opened);
  const dataset = await newDataset(scope);
  const mention = newMention({ text: 'first words', metrics: numbers(5) });
  await write(scope, dataset, [{ mention, analysis: newAnalysis({ topics: ['first'] }) }], { at: day(1) });
  await write(
    scope,
    dataset,
    [{ mention: { ...mention, text: null, metrics: numbers(null) }, analysis: null }],
    { at: day(2) },
  );
  expect((await ask(opened, scope.workspaceId, ALL)).data.mentions.nodes[0]).toMatchObject({
    text: 'first words',
    likes: 5,
    contentTopics: ['first'],
  });
  await write(scope, dataset, [{ mention: { ...mention, text: 'other words' }, analysis: null }], {
    at: day(3),
  });
  expect((await ask(opened, scope.workspaceId, ALL)).data.mentions.nodes[0]).toMatchObject({
    contentTopics: null,
  });
});

test('runs that write the same posts at once write each once', async () => {
  const scope = newScope(opened);
  const dataset = await newDataset(scope);
  const batch = Array.from({ length: 40 }, () => ({ mention: newMention(), analysis: null }));
  await Promise.all(Array.from({ length: 6 }, (_, at) => write(scope, dataset, batch, { at: day(at + 1) })));
  const { data } = await ask(opened, scope.workspaceId, ALL);
  expect([data.mentions.totalCount, data.mentions.nodes[0].readings.length]).toEqual([40, 6]);
});

test('text that PostgreSQL cannot hold is mended, not refused', async () => {
  const scope = newScope(opened);
  await write(scope, await newDataset(scope), [
    { mention: newMention({ text: `half \ud83d and nul \0 end` }), analysis: null },
  ]);
  const { data } = await ask(opened, scope.workspaceId, ALL);
  expect(data.mentions.nodes[0].text).toBe('half \ufffd and nul  end');
});

test('a mention is found by its collection until it is removed from it', async () => {
  const scope = newScope(opened);
  await write(
    scope,
    await newDataset(scope),
    [1, 2].map(() => ({ mention: newMention(), analysis: null })),
  );
  const { data } = await ask(opened, scope.workspaceId, ALL);
  const [id] = data.mentions.nodes.map((node: { id: string }) => node.id);
  const made = await ask(
    opened,
    scope.workspaceId,
    'mutation { createCollection(name: "picked") { ... on CollectionCreated { collection { id } } } }',
  );
  const collection = made.data.createCollection.collection.id;
  const change = (name: string) =>
    ask(
      opened,
      scope.workspaceId,
      `mutation ($id: ID!, $ids: [ID!]!) { ${name}(id: $id, mentionIds: $ids) { __typename } }`,
      {
        id: collection,
        ids: [id],
      },
    );
  const found = async () =>
    (
      await ask(
        opened,
        scope.workspaceId,
        'query ($ids: [ID!]) { mentions(collectionIds: $ids) { nodes { id collections { name } } } }',
        { ids: [collection] },
      )
    ).data.mentions.nodes;
  await change('addToCollection');
  await change('addToCollection');
  expect(await found()).toEqual([{ id, collections: [{ name: 'picked' }] }]);
  await change('removeFromCollection');
  expect(await found()).toEqual([]);
});
