import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createExecutor } from '../../src/graph/executor.ts';
import { openReference } from './support/reference.ts';
import {
  composeSubgraphs,
  type Interrupt,
  plainTransports,
  type TestSubgraph,
  testRequest,
} from './support/subgraphs.ts';

// Deviations of @apollo/gateway from the specification: its result compared with ours, which is as
// specified.

/** Returns the results of both engines for one operation. */
async function both(query: string, subgraphs: TestSubgraph[], interrupt?: Interrupt) {
  const supergraph = composeSubgraphs(subgraphs);
  const { supergraphSdl } = supergraph;
  const transports = plainTransports(supergraph, interrupt);
  const document = parse(query);
  const executor = createExecutor({ supergraphSdl, transportOf: (name) => transports.get(name) });
  const reference = await openReference(supergraphSdl, transports);
  const ours = await executor.execute({ document, variables: {}, request: testRequest() });
  const theirs = await reference
    .execute(document, {})
    .catch((error: Error) => ({ data: 'thrown', errors: [error] }));
  await reference.stop();
  const errors = ours.faults.map(({ message, path }) => ({ message, path }));
  return { ours: { data: ours.data, errors }, theirs };
}

test('a null in a non-null field is an error of the response, not hidden in its extensions', async () => {
  const { ours, theirs } = await both(
    '{ thing { name } }',
    [{ name: 'one', sdl: 'type Query { thing: Thing } type Thing { name: String! }' }],
    async () => ({ data: { thing: { name: null } } }),
  );
  expect(theirs).toMatchObject({ data: { thing: null } });
  expect(theirs.errors).toBeUndefined();
  expect(ours).toEqual({
    data: { thing: null },
    errors: [{ message: 'Cannot return null for non-nullable field Thing.name.', path: ['thing', 'name'] }],
  });
});

test('an error of an entity has its path, even after objects that were not fetched', async () => {
  const { ours, theirs } = await both('{ all { ... on A { more } ... on B { b } } }', [
    {
      name: 'one',
      sdl: 'type Query { all: [Any] } union Any = A | B type A @key(fields: "id") { id: ID! } type B { b: Int }',
      resolvers: {
        Query: {
          all: () => [
            { __typename: 'B', b: 1 },
            { __typename: 'A', id: '1' },
          ],
        },
      },
    },
    {
      name: 'two',
      sdl: 'type A @key(fields: "id") { id: ID! more: Int }',
      resolvers: {
        A: {
          more: () => {
            throw new Error('none');
          },
        },
      },
    },
  ]);
  expect(theirs.errors).toMatchObject([{ path: ['all', 0, 'more'] }]);
  expect(ours).toEqual({
    data: { all: [{ b: 1 }, { more: null }] },
    errors: [{ message: 'none', path: ['all', 1, 'more'] }],
  });
});

test('an object that another subgraph knows by its interface keeps its own type', async () => {
  const film = { __typename: 'Film', id: '1', title: 'T' };
  const { ours, theirs } = await both(
    '{ newest { __typename score ... on Film { ... on Media { offers { kind: __typename media { __typename title } } } title __typename } } }',
    [
      {
        name: 'media',
        sdl: `type Query { newest: Media } interface Media @key(fields: "id") { id: ID! title: String }
          type Film implements Media @key(fields: "id") { id: ID! title: String }`,
        resolvers: { Query: { newest: () => film }, Media: { __resolveReference: () => film } },
      },
      {
        name: 'shops',
        sdl: 'type Media @key(fields: "id") @interfaceObject { id: ID! score: Int offers: [Offer] } type Offer { price: Int media: Media }',
        resolvers: { Media: { score: () => 3, offers: () => [{ media: { id: '1' } }] } },
      },
    ],
  );
  expect(theirs.data).toEqual({ newest: null });
  expect(ours.data).toEqual({
    newest: {
      __typename: 'Film',
      score: 3,
      offers: [{ kind: 'Offer', media: { __typename: 'Film', title: 'T' } }],
      title: 'T',
    },
  });
});

test('a name that means different things by type is fetched for each type', async () => {
  const { ours, theirs } = await both(
    '{ nodes { ... on Node { p { size { unit } } } ... on A { p { x: name size { y: unit } } } ... on B { p { x: sku size { y: label } } } } }',
    [
      {
        name: 'one',
        sdl: `type Query { nodes: [Node] } interface Node { p: P } type A implements Node { p: P }
          type B implements Node { p: P } type P @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: { nodes: () => ['A', 'B', 'A'].map((__typename) => ({ __typename, p: { id: '1' } })) },
        },
      },
      {
        name: 'two',
        sdl: `type P @key(fields: "id") { id: ID! name: String sku: String size: Size }
          type Size @key(fields: "of") { of: ID! unit: String }`,
        resolvers: { P: { name: () => 'name', sku: () => 'sku', size: () => ({ of: '1', unit: 'unit' }) } },
      },
      {
        name: 'three',
        sdl: 'type Size @key(fields: "of") { of: ID! label: String }',
        resolvers: { Size: { label: () => 'label' } },
      },
    ],
  );
  const a = { p: { size: { unit: 'unit', y: 'unit' }, x: 'name' } };
  const b = { p: { size: { unit: 'unit', y: 'label' }, x: 'sku' } };
  expect(theirs.data).not.toEqual({ nodes: [a, b, a] });
  expect(ours).toEqual({ data: { nodes: [a, b, a] }, errors: [] });
});

test('fields come in the order of the document', async () => {
  const { ours, theirs } = await both(
    '{ any { ... on Any { ...B } ... on A { a } ... on Any { ... on A { c } } ...B } } fragment B on A { b }',
    [
      {
        name: 'one',
        sdl: 'type Query { any: Any } union Any = A | Z type A { a: Int b: Int c: Int } type Z { z: Int }',
        resolvers: { Query: { any: () => ({ __typename: 'A', a: 1, b: 2, c: 3 }) } },
      },
    ],
  );
  expect(JSON.stringify(ours.data)).toBe('{"any":{"b":2,"a":1,"c":3}}');
  expect(theirs.data).toEqual(ours.data);
  expect(JSON.stringify(theirs.data)).not.toBe(JSON.stringify(ours.data));
});

test('several operations without a name are rejected as a client error', async () => {
  const sdl = 'type Query { a: Int }';
  const { ours, theirs } = await both('query A { a } query B { a }', [{ name: 'one', sdl }]);
  expect(theirs.data).toBe('thrown');
  expect(ours).toEqual({
    data: undefined,
    errors: [
      { message: 'Must provide operation name if query contains multiple operations.', path: undefined },
    ],
  });
});
