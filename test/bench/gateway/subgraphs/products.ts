import { products as all } from './data.ts';
import type { BenchSubgraph } from './subgraph.ts';

export const products: BenchSubgraph = {
  name: 'products',
  sdl: /* GraphQL */ `
    extend type Query {
      topProducts(first: Int = 5): [Product]
    }

    type Product @key(fields: "upc") {
      upc: String!
      name: String
      price: Int
      weight: Int
    }
  `,
  resolvers: {
    Query: {
      topProducts: (_, { first }) => all.slice(0, first),
    },
    Product: {
      __resolveReference: ({ upc }) => all[Number(upc) - 1],
    },
  },
};
