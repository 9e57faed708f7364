import { describe, expect, test } from '@jest/globals';
import { executorOn, idsAsked, inTwoPlaces, onShop, subgraphs } from './support/executor.ts';
import type { Interrupt } from './support/subgraphs.ts';

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
