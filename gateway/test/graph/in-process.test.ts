import { describe, expect, test } from '@jest/globals';
import { TributaryError } from '@tributary/kit';
import type { OpenSubgraph } from '@tributary/kit/host';
import { silentLog } from '@tributary/kit/testing';
import { execute, type GraphQLError, parse } from 'graphql';
import { createExecutor } from '../../src/graph/executor.ts';
import { inProcessTransport } from '../../src/graph/transports/in-process.ts';
import { type Mishaps, madeUp } from './support/made-up.ts';
import { makeQuery } from './support/query.ts';
import { composeSubgraphs, type TestSubgraph, testRequest } from './support/subgraphs.ts';
import { ALONE } from './support/supergraphs.ts';

/** Returns a subgraph in this process, and the result of graphql-js for the same operation. */
function local(subgraph: TestSubgraph) {
  const { schemas } = composeSubgraphs([subgraph]);
  const schema = schemas.get(subgraph.name)!;
  let contexts = 0;
  const open = {
    schema,
    context: (request: object) => {
      contexts += 1;
      return { ...request };
    },
  } as unknown as OpenSubgraph;
  const transport = inProcessTransport(open, silentLog);
  const request = testRequest();
  return {
    contexts: () => contexts,
    ask: (query: string, variables: Record<string, unknown> = {}, kind: 'query' | 'mutation' = 'query') =>
      transport.execute({ query, kind, variables, operationName: undefined, request }),
    reference: (query: string, variables: Record<string, unknown> = {}) =>
      execute({ schema, document: parse(query), variableValues: variables, contextValue: { ...request } }),
  };
}

/**
 * Returns the nulls that errors explain; any one of several errors below a null may be reported.
 */
function nullsOf(data: unknown, errors: readonly { path?: readonly (string | number)[] | undefined }[] = []) {
  const places = errors.map(({ path = [] }) => {
    let at = data;
    const upTo = path.findIndex((key) => {
      if (at === null) return true;
      at = (at as Record<string, unknown>)[key];
      return false;
    });
    return JSON.stringify(upTo === -1 ? path : path.slice(0, upTo));
  });
  return [...new Set(places)].sort();
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

/** Resolvers that return values in every form that graphql-js accepts. */
const SHAPES: TestSubgraph = {
  name: 'shapes',
  sdl: `
    type Query { thing(id: ID = "1", tags: [String!]): Thing things: [Thing!]! any(of: String): Any unknown: Any strict: Strict }
    type Mutation { count: Int! broken: Thing }
    union Any = Thing | Other
    type Other { note: String }
    type Strict { must: Int! deep: Strict list: [Int!] fails: Int! late: Int! }
    type Thing { id: ID! method: Int later: String child: Thing children: [Thing] number: Int at(index: Int = 2): String list: [Int] wrong: Int when: String kind: Kind size: Float }
    enum Kind { BIG SMALL }`,
  resolvers: {
    Query: {
      thing: (_: unknown, { id }: { id: string }) => thing(id),
      things: async () => [thing('1'), Promise.resolve(thing('2'))],
      any: (_: unknown, { of }: { of: string }) => ({ __typename: of, id: '5', note: 'n' }),
      unknown: async () => ({ nothing: true }),
      strict: () => ({ must: 1, deep: { must: null }, list: [1, null] }),
    },
    Strict: {
      fails: () => {
        throw new TributaryError('NOT_FOUND', 'gone');
      },
      late: async () => {
        throw new TributaryError('CONFLICT', 'too late');
      },
    },
    Thing: { number: ({ id }: { id: string }) => Number(id) },
  },
};

function thing(id: string, depth = 0): object {
  return {
    id,
    method: () => 7,
    later: Promise.resolve('later'),
    child: depth < 2 ? () => thing(`${id}0`, depth + 1) : null,
    children: depth < 2 ? Promise.resolve([thing(`${id}1`, depth + 1), null]) : [],
    at: ({ index }: { index: number }) => `at ${index}`,
    list: new Set([1, 2]),
    wrong: 'not a number',
    kind: 'HUGE',
    size: 1.5,
  };
}

describe('a compiled subgraph returns the results of graphql-js', () => {
  test.each([
    ['values', '{ thing { id number size } }'],
    ['arguments and their defaults', '{ a: thing(id: "4") { number } thing { number } }'],
    ['properties that are methods', '{ thing { method at(index: 5) other: at } }'],
    ['properties that are promises', '{ thing { later } }'],
    ['objects from methods', '{ thing { child { id } } }'],
    ['lists from promises, with promises in them', '{ things { id children { id child { number } } } }'],
    ['iterables', '{ thing { list } }'],
    ['values that are none of the type', '{ thing { wrong kind id } }'],
    ['abstract types', '{ any(of: "Other") { __typename ... on Other { note } } }'],
    ['a type that cannot be resolved', '{ unknown { __typename } thing { id } }'],
    ['a null that must not be', '{ strict { must deep { must } list } }'],
    ['an error in a field that must not be null', '{ strict { must fails } thing { id } }'],
    ['a late error in a field that must not be null', '{ strict { must late } thing { id } }'],
    [
      'conditions',
      '{ thing @include(if: true) { id @skip(if: true) number ... @skip(if: false) { size } } }',
    ],
  ])('%s', async (_, query) => {
    const { ask, reference } = local(SHAPES);
    const expected = plain(await reference(query));
    const places = (errors: GraphQLError[] = []) => errors.map(({ path }) => path);
    for (let time = 0; time < 4; time++) {
      const { data, errors = [] } = await ask(query);
      expect(plain(data)).toEqual(expected.data);
      expect(errors.map(({ path }) => path)).toEqual(places(expected.errors));
    }
  });

  test('variables', async () => {
    const { ask } = local(SHAPES);
    const query = 'query($id: ID!, $with: Boolean!) { thing(id: $id) { number id @include(if: $with) } }';
    for (const [id, with_] of [
      ['3', true],
      ['4', false],
      ['5', true],
    ] as const) {
      const { data } = await ask(query, { id, with: with_ });
      expect(plain(data)).toEqual({ thing: { number: Number(id), ...(with_ ? { id } : {}) } });
    }
  });

  test.each(Object.entries(ALONE))('random operations: %s', async (_, subgraph) => {
    let mishaps: Mishaps = { seed: 0, nulls: 0, errors: 0 };
    const fieldResolver = madeUp(() => mishaps);
    const supergraph = composeSubgraphs([subgraph]);
    const schema = supergraph.schemas.get(subgraph.name)!;
    // graphql-jit has no default field resolver, so each field gets its own.
    for (const type of Object.values(schema.getTypeMap()))
      if ('getFields' in type && !type.name.startsWith('_'))
        for (const field of Object.values(type.getFields()))
          if ('args' in field && !field.name.startsWith('_')) field.resolve = fieldResolver as never;
    const open = { schema, context: (request: object) => ({ ...request }) } as unknown as OpenSubgraph;
    const transport = inProcessTransport(open, silentLog);
    const executor = createExecutor({
      supergraphSdl: supergraph.supergraphSdl,
      transportOf: () => transport,
    });
    for (let seed = 100; seed < 140; seed++) {
      const { text, variables } = makeQuery(executor.schemas.client, seed, { fields: 25 });
      const document = parse(text);
      mishaps = { seed, nulls: 10, errors: seed % 2 ? 0 : 8 };
      const expected = await execute({
        schema: executor.schemas.client,
        document,
        variableValues: variables,
        fieldResolver,
      });
      for (let time = 0; time < 3; time++) {
        const { data, faults } = await executor.execute({ document, variables, request: testRequest() });
        expect(JSON.stringify(data)).toBe(JSON.stringify(expected.data));
        expect(nullsOf(data, faults)).toEqual(nullsOf(data, expected.errors));
      }
    }
  });
});

describe('errors', () => {
  test('show a TributaryError with its code, and mask any other', async () => {
    const { ask } = local(SHAPES);
    for (let time = 0; time < 3; time++) {
      const { errors } = await ask('{ strict { fails } thing { wrong } }');
      expect(errors).toMatchObject([
        { message: 'gone', path: ['strict', 'fails'], extensions: { code: 'NOT_FOUND' } },
        { path: ['thing', 'wrong'] },
      ]);
    }
  });
});

test('a mutation runs once, even if it fails', async () => {
  let count = 0;
  const { ask } = local({
    ...SHAPES,
    resolvers: {
      ...SHAPES.resolvers,
      Mutation: {
        count: () => {
          count += 1;
          return count;
        },
        broken: () => ({ id: null }),
      },
    },
  });
  for (let time = 1; time < 5; time++) {
    const { data } = await ask('mutation { count broken { id } }', {}, 'mutation');
    expect(plain(data)).toEqual({ count: time, broken: null });
  }
});

test('all operations of one request share a context', async () => {
  const { ask, contexts } = local(SHAPES);
  await Promise.all([ask('{ thing { id } }'), ask('{ thing { number } }'), ask('{ thing { id } }')]);
  expect(contexts()).toBe(1);
});
