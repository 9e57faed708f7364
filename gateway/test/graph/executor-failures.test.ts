import { describe, expect, test } from '@jest/globals';
import { executorOn, onShop, subgraphs } from './support/executor.ts';
import { type Interrupt, testRequest } from './support/subgraphs.ts';

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

  test('may be a number for an ID, which becomes a string', async () => {
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
