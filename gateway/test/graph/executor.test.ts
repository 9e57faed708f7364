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

/** An executor on subgraphs in memory, with what it has sent to them. */
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
  test('an entity that is met often is asked for once', async () => {
    const { ask, sent } = onShop();
    const { data } = await ask('{ topProducts(first: 4) { reviews { author { id name } } } }');
    const products = (data as { topProducts: { reviews: unknown[] }[] }).topProducts;
    expect(products.flatMap(({ reviews }) => reviews)).toHaveLength(11);
    const asked = sent.find(({ name }) => name === 'accounts')!.variables['representations'] as unknown[];
    expect(asked).toHaveLength(6);
  });

  test('what a field requires is fetched first and sent along', async () => {
    const { ask, sent } = onShop();
    const { data } = await ask('{ topProducts(first: 1) { shippingEstimate } }');
    expect(data).toEqual({ topProducts: [{ shippingEstimate: 25 }] });
    expect(sent.at(-1)!.variables['representations']).toEqual([
      { __typename: 'Product', upc: '1', price: 100, weight: 50 },
    ]);
  });

  test('a subgraph is not asked for what is skipped', async () => {
    const { ask, sent } = onShop();
    const query = 'query($with: Boolean!) { topProducts { upc reviews @include(if: $with) { id } } }';
    await ask(query, { with: false });
    expect(sent.map(({ name }) => name)).toEqual(['products']);
    await ask(query, { with: true });
    expect(sent.map(({ name }) => name)).toEqual(['products', 'products', 'reviews']);
  });

  test('a default of a variable decides as a value that was sent', async () => {
    const { ask } = onShop();
    const query =
      'query($with: Boolean = false) { me { id name @include(if: $with) reviews @skip(if: $with) { id } } }';
    expect((await ask(query)).data).toEqual({ me: { id: '1', reviews: [{ id: '1' }, { id: '7' }] } });
    expect((await ask(query, { with: true })).data).toEqual({ me: { id: '1', name: 'Name 1' } });
  });

  test('a variable of the caller may be called as that of the entities', async () => {
    const { ask } = onShop();
    const query =
      'query($representations: Int, $no: Boolean = false) { topProducts(first: $representations) { inStock upc @skip(if: $no) } }';
    expect((await ask(query, { representations: 1 })).data).toEqual({
      topProducts: [{ inStock: false, upc: '1' }],
    });
  });

  test('root fields of a mutation run one after another, in their order', async () => {
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

  test('what is asked of a subgraph for several places at a time is one exchange, each entity once', async () => {
    const { ask, sent } = executorOn(inTwoPlaces());
    const { data, faults } = await ask('{ a { id leaf } b { id leaf } }');
    expect(faults).toEqual([]);
    const leaf = (id: string) => ({ id, leaf: `leaf ${id}` });
    expect(data).toEqual({ a: [leaf('1'), leaf('2')], b: [leaf('2'), leaf('3')] });
    expect(idsAsked(sent, 'leaf')).toEqual([['1', '2', '3']]);
  });

  test('an error of an entity that was asked for once stands at each of its places', async () => {
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

  test('an entity that was asked for before is not asked for again, whether it has come or not', async () => {
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

  test('objects that two places get are not shared, as the places may ask different things of them', async () => {
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

  test('an exchange that fails is one failure, however many places wait for it', async () => {
    const { ask } = executorOn(inTwoPlaces(), async (name) => {
      if (name === 'two') throw new Error('The subgraph two is down');
      return undefined;
    });
    const { data, faults } = await ask('{ a { id leaf } b { id leaf } box { things { id leaf } } }');
    const gone = (...ids: string[]) => ids.map((id) => ({ id, leaf: null }));
    expect(data).toEqual({ a: gone('1', '2'), b: gone('2', '3'), box: { things: gone('2', '3') } });
    expect(faults.map(({ message }) => message)).toEqual(['The subgraph two is down']);
  });

  test('a field of a mutation is not answered with what was there before it', async () => {
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

  test('objects of two types that are one entity to a subgraph both get what it says', async () => {
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

  test('a context is read from the object that sets it, for each entity its own', async () => {
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
    // One operation for each context, not for each entity.
    expect(sent.filter(({ query }) => query.includes('label'))).toHaveLength(2);
  });

  test('an entity at two places has at each of them what the context there gives', async () => {
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

  test('values that are renamed arrive, false and 0 too', async () => {
    // Both members need an `id` of another type, so the planner has to give one of them another name.
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

  test('an object of a scalar is not changed by what comes later', async () => {
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

describe('when something fails', () => {
  const down =
    (victim: string): Interrupt =>
    async (name) => {
      if (name === victim) throw new Error(`${victim} is down`);
      return undefined;
    };

  test('a subgraph that is down leaves nulls, and one error', async () => {
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

  test('an error of an entity is shown at every place that the entity has', async () => {
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

  test('a null that must not be is an error, and the object around it is null', async () => {
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

  test('a null that is due to a reported error is not reported again', async () => {
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

  test('entities that do not match what was asked are an error of the subgraph', async () => {
    const { ask } = onShop(async (name) => (name === 'reviews' ? { data: { _entities: [] } } : undefined));
    const { data, faults } = await ask('{ topProducts(first: 1) { upc reviews { id } } }');
    expect(data).toEqual({ topProducts: [{ upc: '1', reviews: null }] });
    expect(faults[0]!.message).toContain('reviews did not return one entity');
  });

  test('a number as an ID is shown as a text', async () => {
    const { ask } = onShop(async () => ({ data: { me: { id: 7 } } }));
    expect((await ask('{ me { id } }')).data).toEqual({ me: { id: '7' } });
  });
});

describe('waiting', () => {
  const never: Interrupt = (name, { request }) =>
    name === 'reviews'
      ? new Promise((_, reject) =>
          request.signal.addEventListener('abort', () => reject(request.signal.reason)),
        )
      : Promise.resolve(undefined);

  test('after the deadline there is what has arrived, and an error', async () => {
    const { ask } = onShop(never, { deadline: 20 });
    const { data, faults } = await ask('{ topProducts(first: 1) { upc reviews { id } } }');
    expect(data).toEqual({ topProducts: [{ upc: '1', reviews: null }] });
    expect(faults).toMatchObject([{ cause: { code: 'UPSTREAM_TIMEOUT' } }]);
  });

  test('a caller that goes away is heard by subgraphs, and nothing more is begun', async () => {
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

test('for a caller that is gone already nothing is asked', async () => {
  const { ask, sent } = onShop();
  const { data } = await ask('{ me { id } }', {}, { request: testRequest(AbortSignal.abort()) });
  expect(data).toEqual({ me: null });
  expect(sent).toEqual([]);
});

describe('what is refused', () => {
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
      'a mutation that the graph has not',
      'mutation { me { id } }',
      'Schema is not configured to execute mutation operation.',
    ],
  ])('%s has no data, and nothing is asked', async (_, query, message) => {
    const outcome = await ask(query);
    expect('data' in outcome).toBe(false);
    expect(outcome.faults).toEqual([{ message, extensions: { code: 'INVALID_INPUT' } }]);
    expect(sent).toEqual([]);
  });

  test('an operation name that the document has not', async () => {
    const outcome = await ask('query A { me { id } }', {}, { operationName: 'B' });
    expect(outcome.faults.map(({ message }) => message)).toEqual(['Unknown operation named "B".']);
  });

  test('variables that do not fit their types', async () => {
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

describe('the answer', () => {
  test('one of several operations is chosen by its name', async () => {
    const { ask } = onShop();
    const document = 'query A { me { id } } query B { me { name } }';
    expect((await ask(document, {}, { operationName: 'B' })).data).toEqual({ me: { name: 'Name 1' } });
    expect((await ask(document, {}, { operationName: 'A' })).data).toEqual({ me: { id: '1' } });
  });

  test('introspection is answered among other fields, in its place', async () => {
    const { ask } = onShop();
    const { data } = await ask(
      'query($t: String!) { a: __typename me { id } type: __type(name: $t) { ...N } __schema { queryType { ...N } } } fragment N on __Type { name }',
      { t: 'User' },
    );
    expect(JSON.stringify(data)).toBe(
      '{"a":"Query","me":{"id":"1"},"type":{"name":"User"},"__schema":{"queryType":{"name":"Query"}}}',
    );
  });

  test('names that every object of JavaScript has are names like any other', async () => {
    const { ask } = onShop();
    const { data } = await ask(
      '{ me { __proto__: name constructor: id toString: birthday } topProducts(first: 1) { __proto__: upc hasOwnProperty: inStock } }',
    );
    expect(JSON.stringify(data)).toBe(
      '{"me":{"__proto__":"Name 1","constructor":"1","toString":1991},"topProducts":[{"__proto__":"1","hasOwnProperty":false}]}',
    );
  });

  test('a document that is sent again is planned once, whoever has parsed it', async () => {
    const { executor, ask } = onShop();
    await ask(MID);
    await ask(MID);
    expect(executor.planned()).toBe(1);
  });

  test('plans are kept for as many documents as was said, and prepared ones besides', async () => {
    const { executor, ask } = onShop(undefined, { mostDocuments: 5 });
    executor.prepare('client', parse('{ me { id } }'));
    for (let index = 0; index < 12; index++) await ask(`{ me { a${index}: id } }`);
    expect(executor.planned()).toBe(5);
  });
});

/** Two lists of the root that have an entity in common, which another subgraph knows more of, and a third of that. */
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

/** The ids of the entities that were asked for a field, by exchange. */
function idsAsked(sent: readonly Sent[], field: string): string[][] {
  return sent
    .filter(({ query }) => query.includes(`{${field}`) || query.includes(` ${field}`))
    .map(({ variables }) => (variables['representations'] as { id: string }[]).map(({ id }) => id));
}
