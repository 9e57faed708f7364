import { reviews as all, products, type Review, users } from './data.ts';
import type { BenchSubgraph } from './subgraph.ts';

export const reviews: BenchSubgraph = {
  name: 'reviews',
  sdl: /* GraphQL */ `
    type Review @key(fields: "id") {
      id: ID!
      body: String
      author: User @provides(fields: "username")
      product: Product
    }

    extend type User @key(fields: "id") {
      id: ID! @external
      username: String @external
      numberOfReviews: Int
      reviews: [Review]
    }

    extend type Product @key(fields: "upc") {
      upc: String! @external
      reviews: [Review]
    }
  `,
  resolvers: {
    Review: {
      __resolveReference: ({ id }) => all[Number(id) - 1],
      author: ({ author }: Review) => ({ id: users[author]!.id, username: users[author]!.username }),
      product: ({ product }: Review) => ({ upc: products[product]!.upc }),
    },
    User: {
      __resolveReference: ({ id }) => ({ id }),
      numberOfReviews: ({ id }) => byUser(id).length,
      reviews: ({ id }) => byUser(id),
    },
    Product: {
      __resolveReference: ({ upc }) => ({ upc }),
      reviews: ({ upc }) => all.filter(({ product }) => products[product]!.upc === upc),
    },
  },
};

function byUser(id: string): Review[] {
  return all.filter(({ author }) => users[author]!.id === id);
}
