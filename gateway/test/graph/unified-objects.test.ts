import { describe, expect, test } from '@jest/globals';
import { compileUnification } from '../../src/graph/execution/unified-objects.ts';
import { executorOn, type Sent, subgraphs } from './support/executor.ts';
import type { TestSubgraph } from './support/subgraphs.ts';

// Objects that a response repeats with nothing but their leaves are one object while the other
// subgraphs are asked for the rest.

const REVIEWS = [
  { id: '1', upc: 'a', as: 'first' },
  { id: '2', upc: 'a', as: 'second' },
  { id: '3', upc: 'b', as: 'third' },
  { id: '4', upc: 'a', as: 'first' },
];

const reviewOf = ({ id }: { id: string }) => REVIEWS.find((review) => review.id === id)!;

const reviews: TestSubgraph = {
  name: 'reviews',
  sdl: `type Query { reviews: [Review!]! }
    type Review @key(fields: "id") { id: ID! product: Product @shareable }
    type Product @key(fields: "upc") { upc: ID! label: String @shareable }`,
  resolvers: {
    Query: { reviews: () => REVIEWS },
    Review: { product: ({ upc, as }: (typeof REVIEWS)[number]) => ({ upc, label: as }) },
  },
};

const stock = (resolve: (upc: string) => unknown): TestSubgraph => ({
  name: 'stock',
  sdl: 'type Product @key(fields: "upc") { upc: ID! name: String left: Int }',
  resolvers: {
    Product: {
      name: ({ upc }: { upc: string }) => `Product ${upc}`,
      left: ({ upc }: { upc: string }) => resolve(upc),
    },
  },
});

/** Returns the product of each review, the paths of errors, and the operations of the stock. */
async function asked(parts: readonly TestSubgraph[], fields: string) {
  const { ask, sent } = executorOn(subgraphs(...parts));
  const { data, faults } = await ask(`{ reviews { product { ${fields} } } }`);
  const { reviews } = data as { reviews: { product: unknown }[] };
  return {
    products: reviews.map(({ product }) => product),
    paths: faults.map(({ path }) => path?.join('.')),
    requested: sent.filter(({ name }: Sent) => name === 'stock').map(({ variables }) => variables),
  };
}

test('each object has the fields of its entity, which is requested once', async () => {
  const { products, requested } = await asked([reviews, stock((upc) => upc.charCodeAt(0))], 'upc name left');
  const a = { upc: 'a', name: 'Product a', left: 97 };
  const b = { upc: 'b', name: 'Product b', left: 98 };
  expect(products).toEqual([a, a, b, a]);
  expect(requested).toEqual([
    {
      representations: [
        { __typename: 'Product', upc: 'a' },
        { __typename: 'Product', upc: 'b' },
      ],
    },
  ]);
});

test('objects with one key keep the other leaves that their own parent gave them', async () => {
  const { products } = await asked([reviews, stock(() => 1)], 'label name');
  expect(products).toEqual([
    { label: 'first', name: 'Product a' },
    { label: 'second', name: 'Product a' },
    { label: 'third', name: 'Product b' },
    { label: 'first', name: 'Product a' },
  ]);
});

test('objects that two subgraphs give their parents stay apart', async () => {
  const notes: TestSubgraph = {
    name: 'notes',
    sdl: `type Review @key(fields: "id") { id: ID! product: Product @shareable }
      type Product @key(fields: "upc", resolvable: false) { upc: ID! note: String }`,
    resolvers: {
      Review: {
        __resolveReference: reviewOf,
        product: ({ upc, as }: (typeof REVIEWS)[number]) => ({ upc, note: as }),
      },
    },
  };
  const { products } = await asked([reviews, notes, stock(() => 1)], 'upc note name');
  expect(products).toEqual(REVIEWS.map(({ upc, as }) => ({ upc, note: as, name: `Product ${upc}` })));
});

test('an error of an entity is reported in each place', async () => {
  const failing = stock((upc) => {
    if (upc === 'a') throw new Error('unknown');
    return 2;
  });
  const { products, paths } = await asked([reviews, failing], 'upc left');
  expect(products).toEqual([
    { upc: 'a', left: null },
    { upc: 'a', left: null },
    { upc: 'b', left: 2 },
    { upc: 'a', left: null },
  ]);
  expect(paths).toEqual([0, 1, 3].map((index) => `reviews.${index}.product.left`));
});

describe('unification', () => {
  const unify = compileUnification('a', ['__typename', 'id']);

  test('puts the first of equal objects in the place of the others, also in lists', () => {
    const [one, same, other] = ['1', '1', '2'].map((id) => ({ __typename: 'T', id }));
    const parents = [{ a: one }, { a: [[same, null], [other]] }, { a: null }, {}];
    expect(unify(parents as never)).toEqual([one, other]);
    expect((parents as { a: unknown[][] }[])[1]!.a[0]![0]).toBe(one);
    expect(unify(parents as never)).toEqual([one, other]);
  });

  test.each([
    ['of another type', { __typename: 'U', id: '1' }],
    ['with another value', { __typename: 'T', id: 1 }],
    ['without a value', { __typename: 'T' }],
    ['with null', { __typename: 'T', id: null }],
  ])('keeps an object %s', (_, other) => {
    const one = { __typename: 'T', id: '1' };
    expect(unify([{ a: one }, { a: other }])).toEqual([one, other]);
  });

  test('keeps objects with lists or objects as leaves', () => {
    const objects = [1, 2].map(() => ({ __typename: 'T', id: ['1'] }));
    expect(unify(objects.map((a) => ({ a })))).toHaveLength(2);
  });
});
