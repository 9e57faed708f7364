import type { TestSubgraph } from '../graph/support/subgraphs.ts';

// Subgraphs that declare how long their data may be used.

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12",
    import: ["@key", "@shareable", "@composeDirective", "@cacheTag", "@authenticated"])
`;
/** With it, any composition keeps @cacheControl, but not the subgraphs that declare it. */
const COMPOSED = `extend schema
  @link(url: "https://specs.apollo.dev/cacheControl/v0.1", import: ["@cacheControl"])
  @composeDirective(name: "@cacheControl")
`;
const CACHE_CONTROL = `
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
    on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
`;

const product = (upc: string) => ({ upc, name: `Product ${upc}`, rating: 5, maker: {}, origin: {} });

/** How often a product was renamed. */
let names = 0;

export const CACHE_SHOP: readonly TestSubgraph[] = [
  {
    name: 'catalog',
    link: LINK,
    sdl: `${COMPOSED} ${CACHE_CONTROL}
      type Query {
        product(upc: ID!): Product @cacheControl(maxAge: 60) @cacheTag(format: "product-{$args.upc}")
        products: [Product] @cacheControl(maxAge: 30)
        ofType: [Product]
        me: User @cacheControl(maxAge: 60, scope: PRIVATE)
        secret: String @authenticated @cacheControl(maxAge: 60)
        clock: Int
      }
      type Mutation { rename(upc: ID!): Product @cacheControl(maxAge: 60) }
      type Product @key(fields: "upc") @cacheControl(maxAge: 120) {
        upc: ID!
        name: String
        rating: Int @cacheControl(maxAge: 10)
        maker: Maker
        origin: Maker @cacheControl(inheritMaxAge: true)
      }
      type Maker { name: String }
      type User { name: String }`,
    resolvers: {
      Query: {
        product: (_: unknown, { upc }: { upc: string }) => product(upc),
        products: () => ['1', '2', '3'].map(product),
        ofType: () => ['1', '2'].map(product),
        me: () => ({ name: 'Ada' }),
        secret: () => 'secret',
        clock: () => 12,
      },
      Mutation: {
        rename: (_: unknown, { upc }: { upc: string }) => ({ ...product(upc), name: `Renamed ${++names}` }),
      },
    },
  },
  {
    name: 'stock',
    link: LINK,
    sdl: `${CACHE_CONTROL}
      type Product @key(fields: "upc") @cacheTag(format: "Stock-{$key.upc}") @cacheControl(maxAge: 90) {
        upc: ID!
        inStock: Boolean
        delivery: Int @cacheControl(maxAge: 0)
      }`,
    resolvers: {
      Product: { __resolveReference: ({ upc }: { upc: string }) => ({ upc, inStock: upc !== '2' }) },
    },
  },
];
