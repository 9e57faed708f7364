import { products } from './data.ts';
import type { BenchSubgraph } from './subgraph.ts';

/** Above this price, shipping is free. */
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
      // Merges the fields that @requires supplied with this subgraph's own.
      __resolveReference: (reference) => ({
        ...reference,
        inStock: products[Number(reference.upc) - 1]!.inStock,
      }),
      shippingEstimate: ({ price, weight }) => (price > FREE_SHIPPING ? 0 : Math.round(weight / 2)),
    },
  },
};
