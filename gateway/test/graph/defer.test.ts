import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { executorOn, onShop, subgraphs } from './support/executor.ts';
import { testRequest } from './support/subgraphs.ts';

/** Executes an operation in parts; returns them as paths, data and errors. */
async function inParts(
  { executor }: Pick<ReturnType<typeof executorOn>, 'executor'>,
  query: string,
  variables: Record<string, unknown> = {},
  signal = new AbortController().signal,
) {
  const first = await executor.execute({
    document: parse(query),
    variables,
    defers: true,
    request: testRequest(signal),
  });
  return { ...first, later: first.deferred ? await collect(first.deferred.results) : null };
}

async function collect<Each>(results: AsyncIterable<Each>): Promise<Each[]> {
  const all: Each[] = [];
  for await (const each of results) all.push(each);
  return all;
}

const PRODUCT = `topProducts(first: 2) { upc ... @defer(label: "stock") { inStock } }`;

describe('a deferred fragment', () => {
  test('is fetched from another subgraph after the first result', async () => {
    const { executor, sent } = onShop();
    const document = parse(`{ ${PRODUCT} }`);
    const request = testRequest();
    const { data, faults, deferred } = await executor.execute({
      document,
      variables: {},
      defers: true,
      request,
    });
    expect({ data, faults }).toEqual({ data: { topProducts: [{ upc: '1' }, { upc: '2' }] }, faults: [] });
    expect(deferred!.pending).toEqual([
      { id: '0', path: ['topProducts', 0], label: 'stock' },
      { id: '1', path: ['topProducts', 1], label: 'stock' },
    ]);
    expect(sent.map(({ name }) => name)).toEqual(['products']);
    const [only, ...none] = await collect(deferred!.results);
    expect(none).toEqual([]);
    expect(only).toMatchObject({
      isLast: true,
      pending: [],
      completed: [
        { fragment: { id: '0' }, result: { data: { inStock: false }, faults: [] } },
        { fragment: { id: '1' }, result: { data: { inStock: true } } },
      ],
    });
    expect(sent.map(({ name }) => name)).toEqual(['products', 'inventory']);
    expect(sent.some(({ query }) => query.includes('defer'))).toBe(false);
  });

  test('is fetched again from the same subgraph, by the key, so that the first result need not wait', async () => {
    const { executor, sent } = onShop();
    const { data, later } = await inParts({ executor }, '{ me { name ... @defer { birthday } } }');
    expect(data).toEqual({ me: { name: 'Name 1' } });
    expect(later).toMatchObject([{ completed: [{ result: { data: { birthday: 1991 } } }] }]);
    expect(sent.map(({ query }) => query.includes('birthday'))).toEqual([false, true]);
    expect(sent[1]!.variables).toEqual({ representations: [{ __typename: 'User', id: '1' }] });
  });

  test('fetches no list again that the first result has', async () => {
    const { executor, sent } = onShop();
    const query = '{ topProducts(first: 2) { upc } ... @defer { topProducts(first: 2) { name } } }';
    const { later } = await inParts({ executor }, query);
    expect(later).toMatchObject([
      { completed: [{ result: { data: { topProducts: [{ name: 'Product 1' }, { name: 'Product 2' }] } } }] },
    ]);
    expect(sent.filter(({ query }) => query.includes('topProducts'))).toHaveLength(1);
    expect(sent[1]!.query).toContain('_entities');
  });

  test('is delivered when its own fetches have completed', async () => {
    const held = Promise.withResolvers<undefined>();
    const { executor } = onShop((name) => (name === 'inventory' ? held.promise : Promise.resolve(undefined)));
    const query = `{ ${PRODUCT} me { id ... @defer(label: "name") { name } } }`;
    const { deferred } = await executor.execute({
      document: parse(query),
      variables: {},
      defers: true,
      request: testRequest(),
    });
    const results = deferred!.results[Symbol.asyncIterator]();
    const labels = async () =>
      (await results.next()).value?.completed.map(
        ({ fragment }: { fragment: { label?: string } }) => fragment.label,
      );
    expect(await labels()).toEqual(['name']);
    held.resolve(undefined);
    expect(await labels()).toEqual(['stock', 'stock']);
    expect(await labels()).toBeUndefined();
  });

  test('inside of another follows it', async () => {
    const query =
      '{ me { id ... @defer(label: "outer") { name reviews { id ... @defer(label: "inner") { body } } } } }';
    const { data, deferred, later } = await inParts(onShop(), query);
    expect(data).toEqual({ me: { id: '1' } });
    expect(deferred!.pending.map(({ label }) => label)).toEqual(['outer']);
    const [outer, inner] = later!;
    expect(outer!.pending.map(({ label, path }) => [label, path.join('.')])).toEqual([
      ['inner', 'me.reviews.0'],
      ['inner', 'me.reviews.1'],
    ]);
    expect(outer!.isLast).toBe(false);
    expect(inner!.completed.map(({ result }) => result.data)).toEqual([
      { body: 'Review 1' },
      { body: 'Review 7' },
    ]);
    expect(inner!.isLast).toBe(true);
  });

  test('is a part of the first result if its condition is false', async () => {
    const query =
      'query ($later: Boolean!) { me { id ...Name @defer(if: $later) } } fragment Name on User { name }';
    const whole = { data: { me: { id: '1', name: 'Name 1' } }, later: null };
    expect(await inParts(onShop(), query, { later: false })).toMatchObject(whole);
    expect(await inParts(onShop(), '{ me { id ... @defer(if: false) { name } } }')).toMatchObject(whole);
    expect(await inParts(onShop(), query, { later: true })).toMatchObject({ data: { me: { id: '1' } } });
  });

  test('is a part of the only result for callers that take one result', async () => {
    const { ask, sent } = onShop();
    expect(await ask('{ me { id ... @defer { name } } }')).toEqual({
      data: { me: { id: '1', name: 'Name 1' } },
      faults: [],
    });
    expect(sent).toHaveLength(1);
  });

  test('does not exist where its object is null or of another type', async () => {
    const { data, later } = await inParts(onShop(), '{ user(id: "none") { id ... @defer { name } } }');
    expect({ data, later }).toEqual({ data: { user: null }, later: null });
  });

  test('has the errors of its own fetches', async () => {
    const failing = onShop(async (_, { query }) =>
      query.includes('inStock') ? { data: null, errors: [{ message: 'no stock' }] } : undefined,
    );
    const { faults, later } = await inParts(failing, `{ ${PRODUCT} }`);
    expect(faults).toEqual([]);
    expect(later![0]!.completed).toMatchObject([
      { result: { data: { inStock: null }, faults: [{ message: 'no stock' }] } },
      { result: { data: { inStock: null }, faults: [] } },
    ]);
  });

  test('has no data if a non-null field has no value', async () => {
    const supergraph = subgraphs({
      name: 'only',
      sdl: 'type Query { a: A } type A @key(fields: "id") { id: ID! b: String! }',
      resolvers: {
        Query: { a: () => ({ id: '1' }) },
        A: { __resolveReference: (a: object) => a, b: () => null },
      },
    });
    const { data, later } = await inParts(executorOn(supergraph), '{ a { id ... @defer { b } } }');
    expect(data).toEqual({ a: { id: '1' } });
    expect(later![0]!.completed).toMatchObject([{ result: { data: null, faults: [{ path: ['a', 'b'] }] } }]);
  });

  test('is not fetched separately after a mutation, which may have deleted its object', async () => {
    const supergraph = subgraphs({
      name: 'only',
      sdl: `type Query { a: A } type Mutation { drop: A } type A @key(fields: "id") { id: ID! b: String }`,
      resolvers: {
        Mutation: { drop: () => ({ id: '1', b: 'was' }) },
        A: { __resolveReference: () => null },
      },
    });
    const { data, later } = await inParts(
      executorOn(supergraph),
      'mutation { drop { id ... @defer { b } } }',
    );
    expect(data).toEqual({ drop: { id: '1' } });
    expect(later).toMatchObject([{ completed: [{ result: { data: { b: 'was' } } }] }]);
  });

  test('needs a label that no other has', async () => {
    const { executor } = onShop();
    const twice = '{ me { ... @defer(label: "a") { name } ... @defer(label: "a") { birthday } } }';
    const variable = 'query ($label: String) { me { ... @defer(label: $label) { name } } }';
    for (const [query, message] of [
      [twice, /label "a"/],
      [variable, /must be a string/],
    ] as const) {
      const { data, faults } = await inParts({ executor }, query);
      expect(data).toBeUndefined();
      expect(faults).toMatchObject([
        { message: expect.stringMatching(message), extensions: { code: 'INVALID_INPUT' } },
      ]);
    }
  });

  test('may be one of a hundred, wherever fragments spread it', async () => {
    const doubled = Array.from(
      { length: 10 },
      (_, index) => `fragment F${index} on User { ...F${index + 1} ... { ...F${index + 1} } }`,
    ).join('\n');
    const query = `{ me { ...F0 } } ${doubled} fragment F10 on User { ... @defer { name } }`;
    const { data, faults } = await inParts(onShop(), query);
    expect(data).toBeUndefined();
    expect(faults).toMatchObject([{ extensions: { code: 'OPERATION_TOO_LARGE', maximum: 100 } }]);
  });
});

describe('an operation with deferred fragments', () => {
  test('has one deadline, after which the fragments are null with its error', async () => {
    const never = new Promise<undefined>(() => {});
    const shop = onShop((name) => (name === 'inventory' ? never : Promise.resolve(undefined)), {
      deadline: 200,
    });
    const { later } = await inParts(shop, `{ ${PRODUCT} }`);
    expect(later![0]!.completed).toMatchObject([
      {
        result: {
          data: { inStock: null },
          faults: [{ cause: { code: 'UPSTREAM_TIMEOUT', details: { service: 'inventory' } } }],
        },
      },
      { result: { data: { inStock: null }, faults: [] } },
    ]);
  });

  test('aborts its fetches when nobody reads the results any more', async () => {
    const arrived = Promise.withResolvers<AbortSignal>();
    const { executor } = onShop((name, { request }) => {
      if (name !== 'inventory') return Promise.resolve(undefined);
      arrived.resolve(request.signal);
      return new Promise(() => {});
    });
    const caller = new AbortController();
    const { deferred } = await executor.execute({
      document: parse(`{ ${PRODUCT} }`),
      variables: {},
      defers: true,
      request: testRequest(caller.signal),
    });
    const reading = deferred!.results[Symbol.asyncIterator]().next();
    const signal = await arrived.promise;
    caller.abort();
    await reading;
    expect(signal.aborted).toBe(true);
  });
});
