import { products } from './data.ts';
import type { BenchSubgraph } from './subgraph.ts';

/** Above this price the shipping costs nothing. */
const FREE_SHIPPING = 1_000;

export const inventory: BenchSubgraph = {
  name: 'inventory',
  sdl: /* GraphQL */ `
    extend type Product @key(fields: "upc") {
      upc: String! @external
      weight: Int @external
      price: Int @external
      inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }
  `,
  resolvers: {
    Product: {
      // What @requires has brought is kept beside what is known here.
      __resolveReference: (reference) => ({
        ...reference,
        inStock: products[Number(reference.upc) - 1]!.inStock,
      }),
      shippingEstimate: ({ price, weight }) => (price > FREE_SHIPPING ? 0 : Math.round(weight / 2)),
    },
  },
};
