import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createExecutor, type ExecutorOptions } from '../../src/graph/executor.ts';
import type { SubgraphOperation } from '../../src/graph/transports/transport.ts';
import { MID, shop } from './support/shop.ts';
import {
  composeSubgraphs,
  type Interrupt,
  plainTransports,
  type TestSubgraph,
  testRequest,
} from './support/subgraphs.ts';

type Sent = Pick<SubgraphOperation, 'query' | 'variables'> & { name: string };

/** Creates an executor on in-memory subgraphs, and records the operations sent to them. */
function executorOn(
  supergraph: ReturnType<typeof composeSubgraphs>,
  interrupt: Interrupt = async () => undefined,
  options: Partial<ExecutorOptions> = {},
) {
  const sent: Sent[] = [];
  const transports = plainTransports(supergraph, (name, operation) => {
    sent.push({ name, query: operation.query, variables: structuredClone(operation.variables) });
    return interrupt(name, operation);
  });
  const executor = createExecutor({
    supergraphSdl: supergraph.supergraphSdl,
    transportOf: (name) => transports.get(name),
    ...options,
  });
  const ask = (query: string, variables: Record<string, unknown> = {}, more: object = {}) =>
    executor.execute({ document: parse(query), variables, request: testRequest(), ...more });
  return { executor, ask, sent };
}

const onShop = (interrupt?: Interrupt, options?: Partial<ExecutorOptions>) =>
  executorOn(shop, interrupt, options);

function subgraphs(...parts: TestSubgraph[]) {
  return composeSubgraphs(parts);
}

describe('fetching', () => {
  test('fetches an entity that occurs several times once', async () => {
    const { ask, sent } = onShop();
    const { data } = await ask('{ topProducts(first: 4) { reviews { author { id name } } } }');
    const products = (data as { topProducts: { reviews: unknown[] }[] }).topProducts;
    expect(products.flatMap(({ reviews }) => reviews)).toHaveLength(11);
    const asked = sent.find(({ name }) => name === 'accounts')!.variables['representations'] as unknown[];
    expect(asked).toHaveLength(6);
  });

  test('fetches required fields first, and sends them in the representation', async () => {
    const { ask, sent } = onShop();
    const { data } = await ask('{ topProducts(first: 1) { shippingEstimate } }');
    expect(data).toEqual({ topProducts: [{ shippingEstimate: 25 }] });
    expect(sent.at(-1)!.variables['representations']).toEqual([
      { __typename: 'Product', upc: '1', price: 100, weight: 50 },
    ]);
  });

  test('does not fetch skipped fields', async () => {
    const { ask, sent } = onShop();
    const query = 'query($with: Boolean!) { topProducts { upc reviews @include(if: $with) { id } } }';
    await ask(query, { with: false });
    expect(sent.map(({ name }) => name)).toEqual(['products']);
    await ask(query, { with: true });
    expect(sent.map(({ name }) => name)).toEqual(['products', 'products', 'reviews']);
  });

  test('evaluates conditions by the default of a variable', async () => {
    const { ask } = onShop();
    const query =
      'query($with: Boolean = false) { me { id name @include(if: $with) reviews @skip(if: $with) { id } } }';
    expect((await ask(query)).data).toEqual({ me: { id: '1', reviews: [{ id: '1' }, { id: '7' }] } });
    expect((await ask(query, { with: true })).data).toEqual({ me: { id: '1', name: 'Name 1' } });
  });

  test('allows a client variable named `representations`', async () => {
    const { ask } = onShop();
    const query =
      'query($representations: Int, $no: Boolean = false) { topProducts(first: $representations) { inStock upc @skip(if: $no) } }';
    expect((await ask(query, { representations: 1 })).data).toEqual({
      topProducts: [{ inStock: false, upc: '1' }],
    });
  });

  test('runs the root fields of a mutation serially', async () => {
    const order: string[] = [];
    const act = (name: string, wait: number) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, wait));
      order.push(`${name} ends`);
      return { id: name };
    };
    const sdl = (field: string) =>
      `type Query { ${field}s: Int } type Mutation { ${field}: Thing } type Thing @key(fields: "id") { id: ID! of${field}: Int }`;
    const both = subgraphs(
      { name: 'one', sdl: sdl('a'), resolvers: { Mutation: { a: act('a', 5) }, Thing: { ofa: () => 1 } } },
      { name: 'two', sdl: sdl('b'), resolvers: { Mutation: { b: act('b', 1) }, Thing: { ofb: () => 2 } } },
    );
    const { ask } = executorOn(both);
    const { data } = await ask('mutation { a { id ofb } b { ofa } again: a { id } }');
    expect(JSON.stringify(data)).toBe('{"a":{"id":"a","ofb":2},"b":{"ofa":1},"again":{"id":"a"}}');
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'a begins', 'a ends']);
  });

  test('batches fetches that start together into one operation, without duplicate entities', async () => {
    const { ask, sent } = executorOn(inTwoPlaces());
    const { data, faults } = await ask('{ a { id leaf } b { id leaf } }');
    expect(faults).toEqual([]);
    const leaf = (id: string) => ({ id, leaf: `leaf ${id}` });
    expect(data).toEqual({ a: [leaf('1'), leaf('2')], b: [leaf('2'), leaf('3')] });
    expect(idsAsked(sent, 'leaf')).toEqual([['1', '2', '3']]);
  });

  test('reports an error of a batched entity at each of its paths', async () => {
    const failing = (id: string) => {
      if (id === '2') throw new Error('No leaf');
      return id;
    };
    const { data, faults } = await executorOn(inTwoPlaces(failing)).ask('{ a { leaf } b { leaf } }');
    expect(data).toEqual({ a: [{ leaf: '1' }, { leaf: null }], b: [{ leaf: null }, { leaf: '3' }] });
    expect(faults.map(({ message, path }) => [message, path])).toEqual([
      ['No leaf', ['a', 1, 'leaf']],
      ['No leaf', ['b', 0, 'leaf']],
    ]);
  });

  test('does not request an entity of an earlier batch again, pending or resolved', async () => {
    const slowly: Interrupt = (name) =>
      new Promise((resolve) => setTimeout(() => resolve(undefined), name === 'two' ? 20 : 0));
    for (const interrupt of [undefined, slowly]) {
      const { ask, sent } = executorOn(inTwoPlaces(), interrupt);
      const { data, faults } = await ask(
        '{ a { leaf branch { id } } box { things { leaf branch { id } } } }',
      );
      expect(faults).toEqual([]);
      const thing = (id: string) => ({ leaf: `leaf ${id}`, branch: { id: 'b' } });
      expect(data).toEqual({ a: [thing('1'), thing('2')], box: { things: [thing('2'), thing('3')] } });
      expect(idsAsked(sent, 'leaf')).toEqual([['1', '2'], ['3']]);
    }
  });

  test('copies objects for each path, because their selections may differ', async () => {
    const { ask, sent } = executorOn(inTwoPlaces());
    const { data } = await ask(`{
      a { branch { __typename x: more(n: 1) } }
      b { branch { __typename x: more(n: 2) } }
      box { things { branch { __typename x: more(n: 3) } } }
    }`);
    const branch = (n: number) => ({ branch: { __typename: 'Branch', x: `more ${n}` } });
    const twice = (n: number) => [branch(n), branch(n)];
    expect(data).toEqual({ a: twice(1), b: twice(2), box: { things: twice(3) } });
    expect(idsAsked(sent, 'branch')).toEqual([['1', '2', '3']]);
  });

  test('reports a failed batch once', async () => {
    const { ask } = executorOn(inTwoPlaces(), async (name) => {
      if (name === 'two') throw new Error('The subgraph two is down');
      return undefined;
    });
    const { data, faults } = await ask('{ a { id leaf } b { id leaf } box { things { id leaf } } }');
    const gone = (...ids: string[]) => ids.map((id) => ({ id, leaf: null }));
    expect(data).toEqual({ a: gone('1', '2'), b: gone('2', '3'), box: { things: gone('2', '3') } });
    expect(faults.map(({ message }) => message)).toEqual(['The subgraph two is down']);
  });

  test('does not reuse results between the root fields of a mutation', async () => {
    let count = 0;
    const counts = (name: string) => ({
      name,
      sdl: `type Query { of${name}: Int } type Mutation { ${name}: Counter } type Counter @key(fields: "id") { id: ID! }`,
      resolvers: {
        Mutation: {
          [name]: () => {
            count += 1;
            return { id: 'c' };
          },
        },
      },
    });
    const counting = subgraphs(counts('one'), counts('two'), {
      name: 'three',
      sdl: 'type Counter @key(fields: "id") { id: ID! value: Int }',
      resolvers: { Counter: { value: () => count } },
    });
    const { data } = await executorOn(counting).ask('mutation { one { value } two { value } }');
    expect(data).toEqual({ one: { value: 1 }, two: { value: 2 } });
  });

  test('completes objects of two types that are one entity to a subgraph', async () => {
    const media = () => [
      { __typename: 'Book', id: 'x' },
      { __typename: 'Film', id: 'x' },
    ];
    const byInterface = subgraphs(
      {
        name: 'one',
        sdl: `type Query { a: [Media!]! b: [Media!]! }
          interface Media @key(fields: "id") { id: ID! }
          type Book implements Media @key(fields: "id") { id: ID! }
          type Film implements Media @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { a: media, b: media } },
      },
      {
        name: 'two',
        sdl: 'type Media @interfaceObject @key(fields: "id") { id: ID! views: Int }',
        resolvers: { Media: { views: () => 7 } },
      },
    );
    const { ask, sent } = executorOn(byInterface);
    const { data } = await ask('{ a { id views } b { id views } }');
    const twice = [
      { id: 'x', views: 7 },
      { id: 'x', views: 7 },
    ];
    expect(data).toEqual({ a: twice, b: twice });
    expect(idsAsked(sent, 'views')).toEqual([['x', 'x']]);
  });

  test('reads a context from the nearest ancestor that sets it', async () => {
    const users = [
      { id: '1', prefix: 'A', child: { id: 'c1' } },
      { id: '2', prefix: 'B', child: { id: 'c2' } },
      { id: '3', prefix: 'A', child: { id: 'c3' } },
    ];
    const withContext = subgraphs(
      {
        name: 'one',
        sdl: `
          type Query { users: [User!]! }
          type User @key(fields: "id") @context(name: "user") { id: ID! prefix: String! child: Child! }
          type Child @key(fields: "id") { id: ID! label(prefix: String @fromContext(field: "$user { prefix }")): String! other: Int }`,
        resolvers: {
          Query: { users: () => users },
          Child: {
            __resolveReference: (reference: object) => reference,
            label: ({ id }: { id: string }, { prefix }: { prefix: string }) => `${prefix}-${id}`,
          },
        },
      },
      {
        name: 'two',
        sdl: 'type Child @key(fields: "id") { id: ID! more: Int }',
        resolvers: { Child: { more: () => 1 } },
      },
    );
    const { ask, sent } = executorOn(withContext);
    const { data, faults } = await ask('{ users { child { label more } } }');
    expect(faults).toEqual([]);
    expect(data).toEqual({
      users: [
        { child: { label: 'A-c1', more: 1 } },
        { child: { label: 'B-c2', more: 1 } },
        { child: { label: 'A-c3', more: 1 } },
      ],
    });
    // One operation per context, not per entity.
    expect(sent.filter(({ query }) => query.includes('label'))).toHaveLength(2);
  });

  test('resolves an entity at two paths by the context of each', async () => {
    const withContext = subgraphs(
      {
        name: 'one',
        sdl: `
          type Query { users: [User!]! }
          type User @key(fields: "id") @context(name: "user") { id: ID! prefix: String! team: Team! }
          type Team @key(fields: "id") { id: ID! }
          type Child @key(fields: "id") { id: ID! label(prefix: String @fromContext(field: "$user { prefix }")): String! }`,
        resolvers: {
          Query: { users: () => ['A', 'B'].map((prefix) => ({ id: prefix, prefix, team: { id: 't' } })) },
          Child: {
            __resolveReference: (reference: object) => reference,
            label: ({ id }: { id: string }, { prefix }: { prefix: string }) => `${prefix}-${id}`,
          },
        },
      },
      {
        name: 'two',
        sdl: `type Team @key(fields: "id") { id: ID! children: [Child!]! } type Child @key(fields: "id") { id: ID! }`,
        resolvers: { Team: { children: () => [{ id: 'c' }] } },
      },
    );
    const { data, faults } = await executorOn(withContext).ask('{ users { team { children { label } } } }');
    expect(faults).toEqual([]);
    expect(data).toEqual({
      users: ['A', 'B'].map((prefix) => ({ team: { children: [{ label: `${prefix}-c` }] } })),
    });
  });

  test('restores the response keys of aliased values, including false and 0', async () => {
    // Both members have an `id` of a different type, so the planner must alias one of them.
    const clash = subgraphs(
      {
        name: 'one',
        sdl: `type Query { things: [Thing] } union Thing = A | B
          type A @key(fields: "id") { id: ID! } type B @key(fields: "id") { id: Int! }`,
        resolvers: {
          Query: {
            things: () => [
              { __typename: 'A', id: 'x' },
              { __typename: 'B', id: 0 },
            ],
          },
        },
      },
      { name: 'two', sdl: 'type A @key(fields: "id") { id: ID! a: Int }', resolvers: { A: { a: () => 1 } } },
      {
        name: 'three',
        sdl: 'type B @key(fields: "id") { id: Int! b: Int }',
        resolvers: { B: { b: () => 2 } },
      },
    );
    const { data } = await executorOn(clash).ask('{ things { ... on A { a } ... on B { b } } }');
    expect(data).toEqual({ things: [{ a: 1 }, { b: 2 }] });
  });

  test('does not merge into the object of a custom scalar', async () => {
    const held = { deep: { of: 'the subgraph' } };
    const sdl = (more: string) =>
      `scalar JSON type Query { ${more} } type T @key(fields: "id") { id: ID! json: JSON @shareable x${more[0]}: Int }`;
    const both = subgraphs(
      { name: 'one', sdl: sdl('t: T'), resolvers: { Query: { t: () => ({ id: '1', json: held }) } } },
      { name: 'two', sdl: sdl('u: T'), resolvers: { T: { xu: () => 1, json: () => ({ other: 1 }) } } },
    );
    expect((await executorOn(both).ask('{ t { json xu } }')).data).toEqual({ t: { json: held, xu: 1 } });
    expect(held).toEqual({ deep: { of: 'the subgraph' } });
  });
});

describe('a failure', () => {
  const down =
    (victim: string): Interrupt =>
    async (name) => {
      if (name === victim) throw new Error(`${victim} is down`);
      return undefined;
    };

  test('of a whole subgraph is nulls and one error', async () => {
    const { ask } = onShop(down('reviews'));
    const { data, faults } = await ask('{ topProducts(first: 2) { name inStock reviews { id } } }');
    expect(data).toEqual({
      topProducts: [
        { name: 'Product 1', inStock: false, reviews: null },
        { name: 'Product 2', inStock: true, reviews: null },
      ],
    });
    expect(faults).toMatchObject([{ message: 'reviews is down' }]);
    expect(faults[0]!.path).toBeUndefined();
  });

  test('of an entity is reported at each of its paths', async () => {
    const { ask } = onShop(async (name, { variables }) => {
      if (name !== 'accounts' || !variables['representations']) return undefined;
      return {
        data: { _entities: (variables['representations'] as unknown[]).map(() => null) },
        errors: [
          { message: 'no such user', path: ['_entities', 0, 'name'], extensions: { code: 'NOT_FOUND' } },
        ],
      };
    });
    const { faults } = await ask('{ best: topProducts(first: 3) { r: reviews { author { name } } } }');
    expect(faults.map(({ path }) => path?.join('.'))).toEqual([
      'best.0.r.0.author.name',
      'best.2.r.1.author.name',
    ]);
    expect(faults[0]).toMatchObject({ serviceName: 'accounts', extensions: { code: 'NOT_FOUND' } });
  });

  test('by a null in a non-null field is an error, and the null propagates', async () => {
    const strict = subgraphs(
      {
        name: 'one',
        sdl: 'type Query { list: [T!] one: T } type T @key(fields: "id") { id: ID! }',
        resolvers: { Query: { list: () => [{ id: '1' }, { id: '2' }], one: () => ({ id: '3' }) } },
      },
      {
        name: 'two',
        sdl: 'type T @key(fields: "id") { id: ID! must: Int! }',
        resolvers: {
          T: { __resolveReference: ({ id }: { id: string }) => (id === '2' ? null : { id }), must: () => 1 },
        },
      },
    );
    const { ask } = executorOn(strict);
    const { data, faults } = await ask('{ list { alias: must } one { must } }');
    expect(data).toEqual({ list: null, one: { must: 1 } });
    expect(faults).toEqual([
      { message: 'Cannot return null for non-nullable field T.must.', path: ['list', 1, 'alias'] },
    ]);
  });

  test('that explains a null is not reported again for it', async () => {
    const { ask } = onShop(async (name) =>
      name === 'accounts' ? { data: null, errors: [{ message: 'refused' }] } : undefined,
    );
    const { data, faults } = await ask('{ user(id: 1) { id } topProducts(first: 1) { upc } }');
    expect(data).toEqual({ user: null, topProducts: [{ upc: '1' }] });
    expect(faults.map(({ message }) => message)).toEqual(['refused']);
  });

  test.each([
    ['an object instead of a list', { users: {} }, 'Expected a list for field Query.users.', ['users']],
    [
      'a text instead of an object',
      { users: ['x'] },
      'Expected an object for field Query.users.',
      ['users', 0],
    ],
    [
      'a number instead of a text',
      { users: [{ name: 5 }] },
      'Invalid value found for field User.name.',
      ['users', 0, 'name'],
    ],
  ])('%s from a subgraph is null and an error', async (_, answer, message, path) => {
    const { ask } = onShop(async () => ({ data: answer }));
    expect((await ask('{ users { name } }')).faults).toEqual([{ message, path }]);
  });

  test('by a wrong number of entities is an error of the subgraph', async () => {
    const { ask } = onShop(async (name) => (name === 'reviews' ? { data: { _entities: [] } } : undefined));
    const { data, faults } = await ask('{ topProducts(first: 1) { upc reviews { id } } }');
    expect(data).toEqual({ topProducts: [{ upc: '1', reviews: null }] });
    expect(faults[0]!.message).toContain('reviews did not return one entity');
  });

  test('is not a number as an ID, which becomes a string', async () => {
    const { ask } = onShop(async () => ({ data: { me: { id: 7 } } }));
    expect((await ask('{ me { id } }')).data).toEqual({ me: { id: '7' } });
  });
});

describe('cancellation', () => {
  const never: Interrupt = (name, { request }) =>
    name === 'reviews'
      ? new Promise((_, reject) =>
          request.signal.addEventListener('abort', () => reject(request.signal.reason)),
        )
      : Promise.resolve(undefined);

  test('by the deadline returns the data that has arrived, and an error', async () => {
    const { ask } = onShop(never, { deadline: 20 });
    const { data, faults } = await ask('{ topProducts(first: 1) { upc reviews { id } } }');
    expect(data).toEqual({ topProducts: [{ upc: '1', reviews: null }] });
    expect(faults).toMatchObject([{ cause: { code: 'UPSTREAM_TIMEOUT' } }]);
  });

  test('by the caller aborts subgraph requests, and starts no more', async () => {
    const caller = new AbortController();
    const signals: AbortSignal[] = [];
    const { ask, sent } = onShop(async (_, { request }) => {
      signals.push(request.signal);
      caller.abort();
      return undefined;
    });
    const { faults } = await ask(
      '{ topProducts { upc reviews { id } } }',
      {},
      { request: testRequest(caller.signal) },
    );
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(sent).toHaveLength(1);
    expect(faults).toMatchObject([{ message: 'The caller has disconnected.' }]);
  });
});

test('sends nothing for a caller that has already disconnected', async () => {
  const { ask, sent } = onShop();
  const { data } = await ask('{ me { id } }', {}, { request: testRequest(AbortSignal.abort()) });
  expect(data).toEqual({ me: null });
  expect(sent).toEqual([]);
});

describe('rejection', () => {
  const { ask, sent } = onShop();

  test.each([
    [
      'several operations without a name',
      'query A { me { id } } query B { me { id } }',
      'Must provide operation name if query contains multiple operations.',
    ],
    ['a document without an operation', 'fragment F on User { id }', 'Must provide an operation.'],
    ['a subscription', 'subscription { me { id } }', 'Subscriptions are not supported.'],
    [
      'a mutation of a graph without mutations',
      'mutation { me { id } }',
      'Schema is not configured to execute mutation operation.',
    ],
  ])('%s has no data, and nothing is asked', async (_, query, message) => {
    const outcome = await ask(query);
    expect('data' in outcome).toBe(false);
    expect(outcome.faults).toEqual([{ message, extensions: { code: 'INVALID_INPUT' } }]);
    expect(sent).toEqual([]);
  });

  test('an operation name that is not in the document', async () => {
    const outcome = await ask('query A { me { id } }', {}, { operationName: 'B' });
    expect(outcome.faults.map(({ message }) => message)).toEqual(['Unknown operation named "B".']);
  });

  test('variables of a wrong type', async () => {
    const outcome = await ask(
      'query($id: ID!, $n: Int) { user(id: $id) { id } topProducts(first: $n) { upc } }',
      { n: 'x' },
    );
    expect('data' in outcome).toBe(false);
    expect(outcome.faults.map(({ message }) => message)).toEqual([
      'Variable "$id" of required type "ID!" was not provided.',
      'Variable "$n" got invalid value "x"; Int cannot represent non-integer value: "x"',
    ]);
  });
});

describe('the response', () => {
  test('is that of the named operation', async () => {
    const { ask } = onShop();
    const document = 'query A { me { id } } query B { me { name } }';
    expect((await ask(document, {}, { operationName: 'B' })).data).toEqual({ me: { name: 'Name 1' } });
    expect((await ask(document, {}, { operationName: 'A' })).data).toEqual({ me: { id: '1' } });
  });

  test('has introspection fields in document order', async () => {
    const { ask } = onShop();
    const { data } = await ask(
      'query($t: String!) { a: __typename me { id } type: __type(name: $t) { ...N } __schema { queryType { ...N } } } fragment N on __Type { name }',
      { t: 'User' },
    );
    expect(JSON.stringify(data)).toBe(
      '{"a":"Query","me":{"id":"1"},"type":{"name":"User"},"__schema":{"queryType":{"name":"Query"}}}',
    );
  });

  test('may have the names of inherited JavaScript properties', async () => {
    const { ask } = onShop();
    const { data } = await ask(
      '{ me { __proto__: name constructor: id toString: birthday } topProducts(first: 1) { __proto__: upc hasOwnProperty: inStock } }',
    );
    expect(JSON.stringify(data)).toBe(
      '{"me":{"__proto__":"Name 1","constructor":"1","toString":1991},"topProducts":[{"__proto__":"1","hasOwnProperty":false}]}',
    );
  });

  test('is planned once per document text', async () => {
    const { executor, ask } = onShop();
    await ask(MID);
    await ask(MID);
    expect(executor.planned()).toBe(1);
  });

  test('is planned for a bounded number of documents, besides prepared ones', async () => {
    const { executor, ask } = onShop(undefined, { mostDocuments: 5 });
    executor.prepare('client', parse('{ me { id } }'));
    for (let index = 0; index < 12; index++) await ask(`{ me { a${index}: id } }`);
    expect(executor.planned()).toBe(5);
  });
});

/**
 * Creates subgraphs with two root lists that share an entity; a second subgraph resolves its
 * fields, and a third those of its branch.
 */
function inTwoPlaces(leaf = (id: string): string => `leaf ${id}`) {
  const things = (...ids: string[]) => ids.map((id) => ({ id }));
  return subgraphs(
    {
      name: 'one',
      sdl: `type Query { a: [Thing!]! b: [Thing!]! box: Box! } type Thing @key(fields: "id") { id: ID! }
        type Box @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: { a: () => things('1', '2'), b: () => things('2', '3'), box: () => ({ id: 'x' }) },
      },
    },
    {
      name: 'two',
      sdl: `type Thing @key(fields: "id") { id: ID! leaf: String branch: Branch! }
        type Branch @key(fields: "id") { id: ID! }`,
      resolvers: { Thing: { leaf: ({ id }: { id: string }) => leaf(id), branch: () => ({ id: 'b' }) } },
    },
    {
      name: 'three',
      sdl: 'type Branch @key(fields: "id") { id: ID! more(n: Int!): String }',
      resolvers: { Branch: { more: (_: unknown, { n }: { n: number }) => `more ${n}` } },
    },
    {
      name: 'four',
      sdl: 'type Box @key(fields: "id") { id: ID! things: [Thing!]! } type Thing @key(fields: "id") { id: ID! }',
      resolvers: { Box: { things: () => things('2', '3') } },
    },
  );
}

/** Returns the ids of the entities that a field was fetched for, by operation. */
function idsAsked(sent: readonly Sent[], field: string): string[][] {
  return sent
    .filter(({ query }) => query.includes(`{${field}`) || query.includes(` ${field}`))
    .map(({ variables }) => (variables['representations'] as { id: string }[]).map(({ id }) => id));
}
