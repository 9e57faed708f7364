import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import type { Tables } from '../src/data/tables.ts';
import { ask, errorOf, newAnalysis, newDataset, newMention, newScope, write } from './support.ts';

let opened: TestDatabase;
let scope: Scope<Tables>;
beforeAll(async () => {
  opened = await openTestDatabase();
  scope = newScope(opened);
  const positive = newAnalysis({ sentiment: { negative: 0, neutral: 0.1, positive: 0.9 } });
  const author = { title: null, titleUrl: null, avatarUrl: null, headline: null, headlineUrl: null };
  await write(scope, await newDataset(scope), [
    {
      mention: newMention({ externalId: 'air', source: 'x', text: 'I fly Air, and like it' }),
      analysis: positive,
    },
    { mention: newMention({ externalId: 'france', text: 'Air France again' }), analysis: newAnalysis() },
    { mention: newMention({ externalId: 'both', text: 'Air is better than Air France' }), analysis: null },
    {
      mention: newMention({
        externalId: 'hers',
        source: 'tiktok',
        author: { ...author, handle: 'Ada' },
        text: 'hi',
      }),
      analysis: null,
    },
  ]);
});
afterAll(() => opened.stop());

/** Returns the external ids of an entity's mentions. */
async function mentionsOf(type: string, representation: object): Promise<string[]> {
  const answer = await ask(
    opened,
    scope.workspaceId,
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { mentions { totalCount nodes { externalId } } } } }`,
    { of: [{ __typename: type, ...representation }] },
  );
  expect(errorOf(answer)).toBeUndefined();
  const { totalCount, nodes } = answer.data._entities[0].mentions;
  expect(totalCount).toBe(nodes.length);
  return nodes.map(({ externalId }: { externalId: string }) => externalId).sort();
}

const match = (changes: object) => ({
  match: {
    names: ['Air'],
    excludes: [],
    others: ['Air France'],
    communities: [],
    from: null,
    to: null,
    ...changes,
  },
});

describe('fields of other subgraphs', () => {
  test('a brand has the mentions that name it, not those that name a longer one', async () => {
    expect(await mentionsOf('Brand', { name: 'Air', ...match({}) })).toEqual(['air', 'both']);
    expect(await mentionsOf('Brand', { name: 'Air', ...match({ communities: ['x'] }) })).toEqual(['air']);
    expect(await mentionsOf('Brand', { name: 'Air', ...match({ to: '2020-01-01' }) })).toEqual([]);
  });

  test('a topic has the mentions with its phrase, a creator its own', async () => {
    expect(await mentionsOf('TrendingTopic', { id: '1', topic: 'better than air' })).toEqual(['both']);
    expect(await mentionsOf('Creator', { platform: 'TIKTOK', username: 'ada' })).toEqual(['hers']);
    expect(await mentionsOf('Creator', { platform: 'YOUTUBE', username: 'ada' })).toEqual([]);
  });

  test('brands are counted by platform with their sentiment, for internal principals only', async () => {
    const brands = [
      { id: 'air', names: ['Air'] },
      { id: 'france', names: ['Air France'] },
    ];
    const count = (changes: object) =>
      ask(
        opened,
        scope.workspaceId,
        'query ($input: BrandCountInput!) { mentionBrandCounts(input: $input) { brand community count rated positive } }',
        { input: { brands, from: '2026-01-01', to: '2026-12-31' } },
        changes,
      );
    expect((await count({ internal: true })).data.mentionBrandCounts).toEqual(
      expect.arrayContaining([
        { brand: 'air', community: 'x', count: 1, rated: 1, positive: 1 },
        { brand: 'air', community: 'reddit', count: 1, rated: 0, positive: 0 },
        { brand: 'france', community: 'reddit', count: 2, rated: 0, positive: 0 },
      ]),
    );
    expect(errorOf(await count({}))).toMatchObject({ code: 'FORBIDDEN_SCOPE' });
  });
});
