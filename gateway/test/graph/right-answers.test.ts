import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createExecutor } from '../../src/graph/executor.ts';
import {
  composeSubgraphs,
  type Interrupt,
  plainTransports,
  type TestSubgraph,
  testRequest,
} from './support/subgraphs.ts';

// Operations that other gateways execute incorrectly, each with the result of one server with the
// same data.

interface Asked {
  readonly variables?: Record<string, unknown>;
  readonly interrupt?: Interrupt;
  /** Changes the composed supergraph. */
  readonly change?: (supergraphSdl: string) => string;
}

async function answer(
  subgraphs: readonly TestSubgraph[],
  query: string,
  { variables = {}, interrupt, change = (sdl) => sdl }: Asked = {},
) {
  const supergraph = composeSubgraphs(subgraphs);
  const transports = plainTransports(supergraph, interrupt);
  const executor = createExecutor({
    supergraphSdl: change(supergraph.supergraphSdl),
    transportOf: (name) => transports.get(name),
  });
  const { data, faults } = await executor.execute({
    document: parse(query),
    variables,
    request: testRequest(),
  });
  return { data, errors: faults.map(({ message, path }) => ({ message, path })) };
}

describe('required fields with arguments', () => {
  const goods: TestSubgraph[] = [
    {
      name: 'goods',
      sdl: `type Query { good: Good } type Good @key(fields: "id") { id: ID! price(in: String = "EUR"): String size: Size }
        type Size @shareable { w(unit: String): String }`,
      resolvers: {
        Query: { good: () => ({ id: '1', size: {} }) },
        Good: { price: (_: object, args: { in: string }) => `1 ${args.in}` },
        Size: { w: (_: object, args: { unit: string }) => `2 ${args.unit}` },
      },
    },
    {
      name: 'tax',
      sdl: `type Good @key(fields: "id") { id: ID! price(in: String = "EUR"): String @external size: Size @external
          dollars: String @requires(fields: "price(in: \\"USD\\")")
          francs: String @requires(fields: "price(in: \\"CHF\\") size { w(unit: \\"m\\") }")
          euros: String @requires(fields: "price size { w(unit: \\"ft\\") }") }
        type Size @shareable { w(unit: String): String }`,
      resolvers: {
        Good: Object.fromEntries(
          ['dollars', 'francs', 'euros'].map((name) => [
            name,
            ({ price, size }: { price: string; size?: { w: string } }) =>
              [price, size?.w].filter(Boolean).join(', '),
          ]),
        ),
      },
    },
  ];

  test('are independent of each other and of the client’s selection', async () => {
    const query = '{ good { francs price(in: "GBP") dollars euros plain: price size { w(unit: "km") } } }';
    expect(await answer(goods, query)).toEqual({
      data: {
        good: {
          francs: '1 CHF, 2 m',
          price: '1 GBP',
          dollars: '1 USD',
          euros: '1 EUR, 2 ft',
          plain: '1 EUR',
          size: { w: '2 km' },
        },
      },
      errors: [],
    });
  });
});

test('a requirement may itself require a field of the first subgraph', async () => {
  const subgraphs: TestSubgraph[] = [
    {
      name: 'a',
      sdl: `type Query { x: X } type X @key(fields: "id") { id: ID! one: Int two: Int @external
        three: Int @requires(fields: "two") }`,
      resolvers: {
        Query: { x: () => ({ id: '1' }) },
        X: { one: () => 1, three: ({ two }: { two: number }) => two + 1 },
      },
    },
    {
      name: 'b',
      sdl: `type X @key(fields: "id") { id: ID! one: Int @external next: X two: Int @requires(fields: "one") }`,
      resolvers: { X: { next: () => ({ id: '2' }), two: ({ one }: { one: number }) => one + 1 } },
    },
  ];
  expect(await answer(subgraphs, '{ x { three next { three } } }')).toEqual({
    data: { x: { three: 3, next: { three: 3 } } },
    errors: [],
  });
});

describe('keys', () => {
  const subgraphs: TestSubgraph[] = [
    {
      name: 'a',
      sdl: 'type Query { x: X } type X @key(fields: "id") @key(fields: "code") { id: ID! code: ID! }',
      resolvers: { Query: { x: () => ({ id: 'i', code: 'c' }) } },
    },
    {
      name: 'b',
      sdl: `type X @key(fields: "id", resolvable: false) @key(fields: "code") { id: ID! code: ID! more: String }`,
      resolvers: { X: { more: ({ code }: { code?: string }) => `more of ${code}` } },
    },
  ];

  test('that are not resolvable are never chosen', async () => {
    expect(await answer(subgraphs, '{ x { more } }')).toEqual({
      data: { x: { more: 'more of c' } },
      errors: [],
    });
  });

  test('an unreachable field is an error, not a null', async () => {
    const change = (sdl: string) => sdl.replace('key: "code")', 'key: "code", resolvable: false)');
    const without = (sdl: string) => change(change(sdl));
    expect(await answer(subgraphs, '{ x { id more } }', { change: without })).toEqual({
      data: null,
      errors: [{ message: 'No subgraph resolves x { more }.', path: undefined }],
    });
  });
});

describe('conditions', () => {
  const posts: TestSubgraph[] = [
    {
      name: 'posts',
      sdl: `type Query { posts: Posts } type Posts { totalCount: Int! nodes: [Post!]! }
        type Post @key(fields: "id") { id: ID! source: String }`,
      resolvers: { Query: { posts: () => ({ totalCount: 2, nodes: [{ id: '1', source: 's' }] }) } },
    },
    {
      name: 'authors',
      sdl: `type Post @key(fields: "id") { id: ID! source: String @external author: String @requires(fields: "source") }`,
      resolvers: { Post: { author: ({ source }: { source: string }) => `author in ${source}` } },
    },
  ];

  test.each([
    [{ b: false, c: true }, { posts: {} }],
    [{ b: true, c: true }, { posts: { totalCount: 2 } }],
    [{ b: true, c: false }, {}],
  ])('within conditions: %j', async (variables, data) => {
    const query =
      'query ($b: Boolean!, $c: Boolean!) { posts @include(if: $c) { totalCount @include(if: $b) } }';
    expect(await answer(posts, query, { variables })).toEqual({ data, errors: [] });
  });

  test.each([
    [{ s: true, a: true }, { author: 'author in s' }],
    [
      { s: false, a: true },
      { source: 's', author: 'author in s' },
    ],
    [{ s: false, a: false }, { source: 's' }],
  ])('around a requirement: %j', async (variables, post) => {
    const query = `query ($s: Boolean!, $a: Boolean!) {
      posts { nodes { source @skip(if: $s) ... @include(if: $a) { author @skip(if: false) } } } }`;
    expect(await answer(posts, query, { variables })).toEqual({
      data: { posts: { nodes: [post] } },
      errors: [],
    });
  });
});

test('an object without a required field is not fetched with null in its place', async () => {
  const asked: unknown[] = [];
  const subgraphs: TestSubgraph[] = [
    {
      name: 'a',
      sdl: `type Query { x: X } type X @key(fields: "id") { id: ID! inner: Inner }
        type Inner @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { x: () => ({ id: '1', inner: { id: '2' } }) } },
    },
    { name: 'b', sdl: 'type Inner @key(fields: "id") { id: ID! weight: Int }' },
    {
      name: 'c',
      sdl: `type X @key(fields: "id") { id: ID! inner: Inner @external cost: String @requires(fields: "inner { weight }") }
        type Inner @key(fields: "id") { id: ID! weight: Int @external }`,
    },
  ];
  const interrupt: Interrupt = async (name, { variables }) => {
    if (name === 'b') return { data: null, errors: [{ message: 'b is ill' }] };
    if (name === 'c') asked.push(variables);
    return undefined;
  };
  expect(await answer(subgraphs, '{ x { id cost } }', { interrupt })).toEqual({
    data: { x: { id: '1', cost: null } },
    errors: [{ message: 'b is ill', path: undefined }],
  });
  expect(asked).toEqual([]);
});

test('a later null does not replace an object', async () => {
  const part = (name: string, field: string): TestSubgraph => ({
    name,
    sdl: `type Query { part: Part @shareable } type Part { shared: Int @shareable ${field} }`,
  });
  const interrupt: Interrupt = async (name) =>
    name === 'a'
      ? { data: { part: { shared: 1, one: 1 } } }
      : { data: { part: null }, errors: [{ message: 'two has failed', path: ['part', 'two'] }] };
  expect(
    await answer([part('a', 'one: Int'), part('b', 'two: Int')], '{ part { one two } }', { interrupt }),
  ).toEqual({
    data: { part: { one: 1, two: null } },
    errors: [{ message: 'two has failed', path: ['part', 'two'] }],
  });
});

describe('interface objects', () => {
  const film = { __typename: 'Film', id: '1', title: 'T', minutes: 90 };
  const subgraphs: TestSubgraph[] = [
    {
      name: 'media',
      sdl: `interface Media @key(fields: "id") { id: ID! title: String } interface Long { minutes: Int }
        type Film implements Media & Long @key(fields: "id") { id: ID! title: String minutes: Int }
        type Book implements Media @key(fields: "id") { id: ID! title: String }`,
      resolvers: { Media: { __resolveReference: () => film } },
    },
    {
      name: 'reviews',
      sdl: 'type Query { reviewed: Media } type Media @key(fields: "id") @interfaceObject { id: ID! score: Int }',
      resolvers: { Query: { reviewed: () => ({ id: '1', score: 5 }) } },
    },
  ];

  test('a fragment on another interface applies by the type of the object', async () => {
    expect(
      await answer(subgraphs, '{ reviewed { score ... on Long { minutes } ... on Book { title } } }'),
    ).toEqual({
      data: { reviewed: { score: 5, minutes: 90 } },
      errors: [],
    });
  });

  test('an object of unknown type is null if the selection depends on the type', async () => {
    const interrupt: Interrupt = async (name) => {
      if (name === 'media') throw new Error('media is down');
      return undefined;
    };
    expect(await answer(subgraphs, '{ reviewed { score ... on Long { minutes } } }', { interrupt })).toEqual({
      data: { reviewed: null },
      errors: [{ message: 'media is down', path: undefined }],
    });
    expect(await answer(subgraphs, '{ reviewed { score id } }', { interrupt })).toEqual({
      data: { reviewed: { score: 5, id: '1' } },
      errors: [],
    });
  });
});

describe('planning', () => {
  test('does not depend on how many subgraphs share the fields of an operation', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `s${index}`);
    const subgraphs = names.map((name) => ({
      name,
      sdl: `type Query { x: X @shareable }
        type X @key(fields: "id") { id: ID! ${'abcdefgh'
          .split('')
          .map((field) => `${field}: X @shareable`)
          .join(' ')} ${name}: Int }`,
      resolvers: { Query: { x: () => ({ id: '1' }) }, X: { a: () => ({ id: '2' }) } },
    }));
    const query = `{ x { a { b { c { d { e { f { g { h { s0 s1 s2 s3 s4 s5 s6 s7 s8 s9 } } } } } } } }
      b { a { c { d { e { f { g { s9 } } } } } } } } }`;
    expect((await answer(subgraphs, query)).data).toEqual({ x: { a: { b: null }, b: null } });
  });

  test('rejects an operation whose fragments expand to too many selections', async () => {
    const types = Array.from({ length: 12 }, (_, index) => `T${index}`);
    const subgraphs = [
      {
        name: 'one',
        sdl: `type Query { any: Any } interface Any { more: Int } interface Deep { next: Any }
          ${types.map((type) => `type ${type} implements Any & Deep { more: Int next: Any }`).join('\n')}`,
      },
    ];
    const nested = (levels: number): string =>
      levels === 0 ? 'more' : `... on Deep { next { ${nested(levels - 1)} } }`;
    expect(await answer(subgraphs, `{ any { ${nested(9)} } }`)).toEqual({
      data: undefined,
      errors: [expect.objectContaining({ message: expect.stringContaining('too large to plan') })],
    });
    expect((await answer(subgraphs, `{ any { ${nested(2)} } }`)).data).toEqual({ any: null });
  });
});
