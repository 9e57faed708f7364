import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createExecutor } from '../../src/graph/executor.ts';
import { composeSubgraphs, plainTransports, type TestSubgraph, testRequest } from './support/subgraphs.ts';

const accounts: Record<string, string> = { ada: 'Ada Lovelace', hackernews: 'somebody else' };

/** Posts reference their author, and another subgraph has further fields of authors and posts. */
const subgraphs: TestSubgraph[] = [
  {
    name: 'posts',
    sdl: `
      type Query { post: Post post2: Post things: [Thing!]! }
      type Post @key(fields: "id") { id: ID! title: String source: String author: String parent: Post }
      interface Thing { id: ID! }
      type Good implements Thing @key(fields: "id") { id: ID! part: Part }
      type Bad implements Thing @key(fields: "id") { id: ID! part: Part }
      type Part @key(fields: "code") { code: ID! }
    `,
    resolvers: {
      Query: {
        post: () => ({ id: 'p1', title: 'T', source: 'hackernews', author: 'ada', parent: { id: 'p0' } }),
        things: () => [
          { __typename: 'Good', id: 'g', part: { code: 'c1' } },
          { __typename: 'Bad', id: 'b', part: { code: 'c2' } },
        ],
      },
    },
  },
  {
    name: 'authors',
    sdl: `
      type Post @key(fields: "id") { id: ID! author: String @external name(style: String): String @requires(fields: "author") }
      type Part @key(fields: "code") { code: ID! name: String sku: String }
    `,
    resolvers: {
      Post: {
        name: ({ id, author }: { id: string; author: string }, { style }: { style?: string }) =>
          `${accounts[author]} of ${id}${style ? `, ${style}` : ''}`,
      },
      Part: {
        name: ({ code }: { code: string }) => `name of ${code}`,
        sku: ({ code }: { code: string }) => {
          if (code === 'c1') throw new Error('no sku');
          return `sku of ${code}`;
        },
      },
    },
  },
];

async function answer(query: string) {
  const supergraph = composeSubgraphs(subgraphs);
  const transports = plainTransports(supergraph);
  const { supergraphSdl } = supergraph;
  const executor = createExecutor({ supergraphSdl, transportOf: (name) => transports.get(name) });
  const { data, faults } = await executor.execute({
    document: parse(query),
    variables: {},
    request: testRequest(),
  });
  return { data, errors: faults.map(({ message, path }) => ({ message, path })) };
}

describe('a client’s alias replaces no field that the plan requires', () => {
  test.each([
    ['a key', '{ post { id: title name } }', { id: 'T', name: 'Ada Lovelace of p1' }],
    [
      'a required field',
      '{ post { author: source name } }',
      { author: 'hackernews', name: 'Ada Lovelace of p1' },
    ],
    [
      '__typename',
      '{ post { __typename: title name t: __typename } }',
      { __typename: 'T', name: 'Ada Lovelace of p1', t: 'Post' },
    ],
    [
      'two keys of different depth',
      '{ post { id: title parent { id: source i: id name: title } name } }',
      { id: 'T', parent: { id: null, i: 'p0', name: null }, name: 'Ada Lovelace of p1' },
    ],
    [
      'the same field with different arguments',
      '{ post { name a: name(style: "short") name2: name(style: "long") } }',
      {
        name: 'Ada Lovelace of p1',
        a: 'Ada Lovelace of p1, short',
        name2: 'Ada Lovelace of p1, long',
      },
    ],
  ])('%s', async (_, query, post) => {
    expect(await answer(query)).toEqual({ data: { post }, errors: [] });
  });
});

test('one response key may mean different fields on different types, and errors name the client’s path', async () => {
  const { data, errors } = await answer(
    '{ things { ... on Good { p: part { x: name y: sku } } ... on Bad { p: part { x: sku } } } }',
  );
  expect(data).toEqual({ things: [{ p: { x: 'name of c1', y: null } }, { p: { x: 'sku of c2' } }] });
  expect(errors).toEqual([{ message: 'no sku', path: ['things', 0, 'p', 'y'] }]);
});

test('an error of a field that was fetched for another type is not reported to the client', async () => {
  const { data, errors } = await answer(
    '{ things { ... on Good { p: part { x: name } } ... on Bad { p: part { x: sku } } } }',
  );
  expect(data).toEqual({ things: [{ p: { x: 'name of c1' } }, { p: { x: 'sku of c2' } }] });
  expect(errors).toEqual([]);
});
