import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { ask, newAnalysis, newDataset, newMention, newScope, write } from './support.ts';

let opened: TestDatabase;
let workspaceId: string;
let first: string;
beforeAll(async () => {
  opened = await openTestDatabase();
  const scope = newScope(opened);
  workspaceId = scope.workspaceId;
  first = await newDataset(scope, 'first');
  const second = await newDataset(scope, 'second');
  const positive = { negative: 0.1, neutral: 0.2, positive: 0.7 };
  const emotions = { joy: 0.7, sadness: 0, anger: 0, fear: 0, surprise: 0.1, disgust: 0, neutral: 0.2 };
  const author = { title: null, titleUrl: null, avatarUrl: null, headline: null, headlineUrl: null };
  const metrics = { views: null, likes: 3, comments: null, shares: 1 };
  await write(scope, first, [
    {
      mention: newMention({
        source: 'x',
        author: { ...author, handle: 'ada' },
        metrics,
        countryCode: 'SE',
        text: 'a cold brew day',
      }),
      analysis: newAnalysis({ sentiment: positive, emotions, topics: ['tea', 'milk'], brands: ['Acme'] }),
    },
    {
      mention: newMention({
        source: 'x',
        author: { ...author, handle: 'ada' },
        postedAt: new Date('2026-03-01T23:59:59Z'),
      }),
      analysis: newAnalysis({ sentiment: { negative: 0.6, neutral: 0.3, positive: 0.1 }, topics: ['tea'] }),
    },
    { mention: newMention({ source: 'reddit', postedAt: new Date('2026-03-02T00:00:00Z') }), analysis: null },
  ]);
  await write(scope, second, [
    {
      mention: newMention({ source: 'reddit', author: { ...author, handle: 'ada' } }),
      analysis: newAnalysis({ topics: ['milk'] }),
    },
  ]);
  // Another workspace's mentions must not be counted.
  const other = newScope(opened);
  await write(other, await newDataset(other), [
    { mention: newMention(), analysis: newAnalysis({ topics: ['tea'] }) },
  ]);
});
afterAll(() => opened.stop());

const FIELDS = 'key source count negative neutral positive likes comments shares views';
const counts = async (args: string, fields = 'key count') => {
  const answer = await ask(opened, workspaceId, `{ mentionCounts(${args}) { ${fields} } }`);
  return (
    answer.errors ?? answer.data.mentionCounts.map((each: Record<string, unknown>) => Object.values(each))
  );
};

describe('mentions are counted', () => {
  test('by source, with their sentiment and metrics', async () => {
    expect(await counts('by: SOURCE', FIELDS)).toEqual([
      ['reddit', 'REDDIT', 2, 0, 0, 0, null, null, null, null],
      ['x', 'X', 2, 1, 0, 1, 3, null, 1, null],
    ]);
  });

  test.each([
    [
      'DAY',
      [
        ['2026-03-02', 1],
        ['2026-03-01', 3],
      ],
    ],
    [
      'SENTIMENT',
      [
        ['negative', 1],
        ['positive', 1],
      ],
    ],
    [
      'TOPIC',
      [
        ['milk', 2],
        ['tea', 2],
      ],
    ],
    ['BRAND', [['Acme', 1]]],
    ['COUNTRY', [['SE', 1]]],
    ['EMOTION', [['joy', 1]]],
  ])('by %s', async (by, expected) => expect(await counts(`by: ${by}`)).toEqual(expected));

  test('with the numbers of their emotions', async () => {
    expect(await counts('by: DAY', 'emotions { joy neutral }')).toEqual([
      [{ joy: 0, neutral: 0 }],
      [{ joy: 1, neutral: 0 }],
    ]);
  });

  test('by author, separately for one name on two platforms', async () => {
    expect(await counts('by: AUTHOR', 'key source count')).toEqual([
      ['ada', 'X', 2],
      ['ada', 'REDDIT', 1],
    ]);
  });

  test.each([
    ['by: TOPIC, first: 1', [['milk', 2]]],
    ['by: TOPIC, sources: [REDDIT]', [['milk', 1]]],
    [
      'by: TOPIC, filter: [[{ sentiment: { values: [POSITIVE] } }]]',
      [
        ['milk', 1],
        ['tea', 1],
      ],
    ],
    ['by: SOURCE, search: "cold brew day"', [['x', 1]]],
    ['by: SOURCE, from: "2026-03-02T00:00:00Z"', [['reddit', 1]]],
    ['by: SOURCE, from: "2026-03-01T13:00:00Z", to: "2026-03-01T23:59:59Z"', [['x', 1]]],
  ])('where they are selected: %s', async (args, expected) => expect(await counts(args)).toEqual(expected));

  test('of one dataset', async () => {
    expect(await counts(`by: SOURCE, datasetIds: ["${first}"]`)).toEqual([
      ['x', 2],
      ['reddit', 1],
    ]);
  });

  test.each([
    ['by: DAY, first: 401', 'INVALID_INPUT'],
    ['by: DAY, first: 0', 'INVALID_INPUT'],
    ['by: DAY, from: "2026-03-02T00:00:00Z", to: "2026-03-01T00:00:00Z"', 'INVALID_INPUT'],
    ['by: DAY, datasetIds: ["nope"]', 'NOT_FOUND'],
  ])('not with %s', async (args, code) => {
    expect(await counts(args)).toEqual([
      expect.objectContaining({ originalError: expect.objectContaining({ code }) }),
    ]);
  });
});

test('mentions are searched for a phrase of many words', async () => {
  const found = async (search: string) =>
    (await ask(opened, workspaceId, `{ mentions(search: ${JSON.stringify(search)}) { totalCount } }`)).data
      .mentions.totalCount;
  expect([await found('A Cold Brew day'), await found('brew cold')]).toEqual([1, 0]);
});

test('a collection is renamed, and an unknown one is not', async () => {
  const run = async (query: string) => (await ask(opened, workspaceId, query)).data;
  const made = await run(
    'mutation { createCollection(name: "a") { ... on CollectionCreated { collection { id } } } }',
  );
  const rename = (id: string, name: string) =>
    run(`mutation { updateCollection(id: "${id}", input: { name: "${name}" }) {
      __typename ... on CollectionChanged { collection { name } } ... on InvalidInput { field } } }`);
  const { id } = made.createCollection.collection;
  expect(await rename(id, 'b')).toEqual({
    updateCollection: { __typename: 'CollectionChanged', collection: { name: 'b' } },
  });
  expect((await run('{ collections { name } }')).collections).toEqual([{ name: 'b' }]);
  expect((await rename(id, ' ')).updateCollection).toEqual({
    __typename: 'InvalidInput',
    field: 'input.name',
  });
  expect((await rename('col_none', 'c')).updateCollection.__typename).toBe('NotFound');
});

test('runs of all datasets are listed, newest first, page by page, with their files', async () => {
  const dataset = '{ name }';
  const page = async (args: string) =>
    (
      await ask(
        opened,
        workspaceId,
        `{ runs(${args}) { totalCount nodes { id file status dataset ${dataset} } pageInfo { endCursor hasNextPage } } }`,
      )
    ).data.runs;
  const start = `mutation ($id: ID!) { startRun(datasetId: $id, input: { ndjson: "{}" }) { __typename } }`;
  for (const _ of [1, 2]) await ask(opened, workspaceId, start, { id: first }, { sent: [] });
  const [one] = [await page('first: 1')];
  expect(one).toMatchObject({
    totalCount: 2,
    nodes: [{ file: null, status: 'PENDING', dataset: { name: 'first' } }],
  });
  const two = await page(`first: 1, after: "${one.pageInfo.endCursor}"`);
  expect(two.pageInfo.hasNextPage).toBe(false);
  expect(two.nodes[0].id).not.toBe(one.nodes[0].id);
  expect((await page('status: FAILED')).totalCount).toBe(0);
});
