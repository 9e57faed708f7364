import { composeSubgraphs, type TestSubgraph } from './subgraphs.ts';

// The standard example of federation: accounts write reviews of products; inventory knows their
// stock and needs their price and weight.

const USERS = ['1', '2', '3', '4', '5', '6'].map((id) => ({
  id,
  name: `Name ${id}`,
  username: `user${id}`,
  birthday: 1990 + Number(id),
}));

const PRODUCTS = Array.from({ length: 9 }, (_, index) => ({
  upc: String(index + 1),
  name: `Product ${index + 1}`,
  price: index === 4 ? 2_000 : 100 * (index + 1),
  weight: 50 * (index + 1),
}));

const REVIEWS = Array.from({ length: 11 }, (_, index) => ({
  id: String(index + 1),
  body: `Review ${index + 1}`,
  authorId: String((index % 6) + 1),
  upc: String((index % 4) + 1),
}));

const ACCOUNTS: TestSubgraph = {
  name: 'accounts',
  sdl: `
    type Query { me: User user(id: ID!): User users: [User] }
    type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }`,
  resolvers: {
    Query: {
      me: () => USERS[0],
      users: () => USERS,
      user: (_: unknown, { id }: { id: string }) => USERS.find((user) => user.id === id),
    },
    User: { __resolveReference: ({ id }: { id: string }) => USERS.find((user) => user.id === id) },
  },
};

const PRODUCTS_SUBGRAPH: TestSubgraph = {
  name: 'products',
  sdl: `
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
  resolvers: {
    Query: { topProducts: (_: unknown, { first }: { first: number }) => PRODUCTS.slice(0, first) },
    Product: { __resolveReference: ({ upc }: { upc: string }) => PRODUCTS.find((each) => each.upc === upc) },
  },
};

const INVENTORY: TestSubgraph = {
  name: 'inventory',
  sdl: `
    type Product @key(fields: "upc") {
      upc: String! weight: Int @external price: Int @external inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }`,
  resolvers: {
    Product: {
      __resolveReference: (reference: { upc: string }) => ({
        ...reference,
        inStock: Number(reference.upc) % 2 === 0,
      }),
      shippingEstimate: ({ price, weight }: { price: number; weight: number }) =>
        price > 1_000 ? 0 : Math.round(weight * 0.5),
    },
  },
};

const REVIEWS_SUBGRAPH: TestSubgraph = {
  name: 'reviews',
  sdl: `
    type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
    type User @key(fields: "id") { id: ID! username: String @external numberOfReviews: Int reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
  resolvers: {
    Review: {
      __resolveReference: ({ id }: { id: string }) => REVIEWS.find((review) => review.id === id),
      product: ({ upc }: { upc: string }) => ({ upc }),
      author: ({ authorId }: { authorId: string }) => ({ id: authorId, username: `user${authorId}` }),
    },
    User: {
      numberOfReviews: ({ id }: { id: string }) => REVIEWS.filter(({ authorId }) => authorId === id).length,
      reviews: ({ id }: { id: string }) => REVIEWS.filter(({ authorId }) => authorId === id),
    },
    Product: {
      reviews: (product: { upc: string }) => REVIEWS.filter(({ upc }) => upc === product.upc),
    },
  },
};

/** The subgraphs of the standard example. */
export const SHOP: readonly TestSubgraph[] = [ACCOUNTS, PRODUCTS_SUBGRAPH, INVENTORY, REVIEWS_SUBGRAPH];

/** The standard example, composed. */
export const shop = composeSubgraphs(SHOP);

/** A heavy query: all fields, several entities deep. */
export const HEAVY = `
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }
  query Heavy {
    users {
      ...User
      reviews {
        ...Review
        product {
          ...Product
          reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
        }
      }
    }
    topProducts {
      ...Product
      reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
    }
  }`;

/** A medium-sized query over all four subgraphs. */
export const MID = `
  query Mid {
    topProducts(first: 5) {
      upc name price inStock shippingEstimate
      reviews { id body author { id name username } }
    }
  }`;
