import type { TestSubgraph } from './subgraphs.ts';

/** Supergraphs by topic. Their values are generated, see made-up.ts. */
export const SUPERGRAPHS: Readonly<Record<string, readonly TestSubgraph[]>> = {
  'the standard example': [
    {
      name: 'accounts',
      sdl: `
        type Query { me: User user(id: ID!): User users: [User!] }
        type User @key(fields: "id") { id: ID! name: String! username: String @shareable birthday: Int }`,
    },
    {
      name: 'products',
      sdl: `
        type Query { topProducts(first: Int = 5): [Product] product(upc: String!): Product! }
        type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int! }`,
    },
    {
      name: 'inventory',
      sdl: `
        type Product @key(fields: "upc") {
          upc: String! weight: Int! @external price: Int @external inStock: Boolean!
          shippingEstimate(express: Boolean = false): Int @requires(fields: "price weight")
        }`,
    },
    {
      name: 'reviews',
      sdl: `
        type Query { lastReview: Review }
        type Review @key(fields: "id") {
          id: ID! body: String stars: Int! product: Product author: User! @provides(fields: "username")
        }
        type User @key(fields: "id") { id: ID! username: String @external reviews: [Review!] }
        type Product @key(fields: "upc") { upc: String! reviews: [Review]! }`,
    },
  ],

  'several keys, compound keys': [
    {
      name: 'catalog',
      sdl: `
        type Query { items(first: Int): [Item!]! item(id: ID!): Item }
        type Item @key(fields: "id") @key(fields: "sku region { code }") {
          id: ID! sku: String! region: Region! name(upper: Boolean, locale: [String!]): String
        }
        type Region @shareable { code: String! }`,
    },
    {
      name: 'stock',
      sdl: `
        type Item @key(fields: "id") { id: ID! stock: Int warehouses: [Warehouse!] }
        type Warehouse @key(fields: "id") { id: ID! city: String items: [Item] }`,
    },
    {
      name: 'prices',
      sdl: `
        type Query { bestOffer: Item }
        type Item @key(fields: "sku region { code }") {
          sku: String! region: Region! price(in: Currency! = EUR): Float! offers: [[Offer!]]
        }
        type Region @shareable { code: String! }
        type Offer { percent: Int! until: String of: Item }
        enum Currency { EUR USD CHF }`,
    },
    {
      name: 'staff',
      sdl: `
        type Warehouse @key(fields: "id") { id: ID! boss: Person! night: Person }
        type Person { name: String! age: Int keys: [String!]! }`,
    },
  ],

  'interfaces and unions': [
    {
      name: 'search',
      sdl: `
        type Query { search(text: String, limit: Int = 3): [Result!] first: Result nodes: [Node] featured: Named }
        interface Node { id: ID! }
        interface Named { name: String! }
        union Result = Book | Author | Page
        type Book implements Node & Named @key(fields: "id") { id: ID! name: String! related: [Result] }
        type Author implements Node & Named @key(fields: "id") { id: ID! name: String! }
        type Page implements Named { name: String! url: String parent: Named }`,
    },
    {
      name: 'library',
      sdl: `
        type Book @key(fields: "id") { id: ID! pages: Int! author: Author loans: [Loan!]! }
        type Author @key(fields: "id") { id: ID! books: [Book] born: Int }
        interface Party { email: String }
        type Member implements Party { email: String card: Int! }
        type Guest implements Party { email: String day: String! }
        type Loan { to: Party! book: Book! }`,
    },
    {
      name: 'ratings',
      sdl: `
        type Book @key(fields: "id") { id: ID! rating: Float! votes(since: Int): Int }
        type Author @key(fields: "id") { id: ID! rating: Int fans: [Author!] }`,
    },
  ],

  'interface objects': [
    {
      name: 'media',
      sdl: `
        type Query { media: [Media!] newest: Media book: Book }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int! }`,
    },
    {
      name: 'reviews',
      sdl: `
        type Query { reviewed: [Media] }
        type Media @key(fields: "id") @interfaceObject { id: ID! score: Int reviews(max: Int = 2): [Review!]! }
        type Review { text: String on: Media! }`,
    },
    {
      name: 'shops',
      sdl: `
        type Query { bestseller: Media }
        type Media @key(fields: "id") @interfaceObject { id: ID! offers: [Offer] }
        type Offer { price: Float! media: Media }`,
    },
  ],

  'hidden parts': [
    {
      name: 'one',
      sdl: `
        type Query { things: [Thing] status: Status statuses: [Status!] any: Any anys: [Any] secret: Int @inaccessible }
        type Thing @key(fields: "id") { id: ID! status: Status! level: Status code: Int @inaccessible }
        enum Status { OPEN CLOSED LOST @inaccessible }
        union Any = Thing | Hidden | Other
        type Hidden @inaccessible { value: Int }
        type Other { note: String thing: Thing! }`,
    },
    {
      name: 'two',
      sdl: `
        type Thing @key(fields: "id") { id: ID! code: Int @external
          label: String @requires(fields: "code") size: Int! hidden: Status @inaccessible }
        enum Status { OPEN CLOSED LOST @inaccessible }`,
    },
  ],

  'overrides and shared values': [
    {
      name: 'old',
      sdl: `
        type Query { orders: [Order!]! settings: Settings money: Money @shareable }
        type Order @key(fields: "id") { id: ID! total: Money note: String lines: [Line!] }
        type Money @shareable { amount: Int! currency: String! }
        type Line { count: Int! price: Money! }
        type Settings @shareable { theme: String old: Boolean @shareable }`,
    },
    {
      name: 'new',
      sdl: `
        type Query { money: Money @shareable order(id: ID!): Order }
        type Order @key(fields: "id") { id: ID! total: Money @override(from: "old") paid: Boolean! history: [Money]! }
        type Money @shareable { amount: Int! currency: String! }`,
    },
    {
      name: 'extra',
      sdl: `
        type Query { vat: Int }
        type Order @key(fields: "id") { id: ID! total: Money @external
          vat: Int @requires(fields: "total { amount currency }") }
        type Money @shareable { amount: Int! currency: String! }
        type Settings @shareable { theme: String }`,
    },
  ],

  mutations: [
    {
      name: 'posts',
      sdl: `
        type Query { posts: [Post!] }
        type Mutation { addPost(input: PostInput!): Post renamePost(id: ID!, to: String = "new"): Post! deletePosts(ids: [ID!]!): [Post] }
        type Post @key(fields: "id") { id: ID! title: String! author: User }
        type User @key(fields: "id") { id: ID! }
        input PostInput { title: String! tags: [String!] kind: Kind = NOTE nested: Nested }
        input Nested { deep: [[Int]] flag: Boolean = true }
        enum Kind { NOTE LINK }`,
    },
    {
      name: 'users',
      sdl: `
        type Query { users(ids: [ID!], kind: Int): [User] }
        type Mutation { addUser(name: String!): User touchUser(id: ID!): Touch! }
        type User @key(fields: "id") { id: ID! name: String! email: String }
        type Touch { user: User! at: String query: Query }`,
    },
    {
      name: 'likes',
      sdl: `
        type Mutation { like(post: ID!): Post }
        type Post @key(fields: "id") { id: ID! likes: Int! likedBy: [User!] }
        type User @key(fields: "id") { id: ID! liked: [Post] }`,
    },
  ],

  'lists, nulls and scalars': [
    {
      name: 'grid',
      sdl: `
        scalar JSON
        scalar Date
        type Query { grid: [[Cell!]!] rows: [[Cell]!]! cell: Cell json: JSON date: Date }
        type Cell @key(fields: "id") { id: Int! data: JSON made: Date! flags: [Boolean] words: [[String!]!] next: Cell }`,
    },
    {
      name: 'notes',
      sdl: `
        scalar JSON
        type Cell @key(fields: "id") { id: Int! notes: [[Note]]! best: Note! json: [JSON!] }
        type Note { text: String! cells: [Cell!]! cell: Cell! }`,
    },
    {
      name: 'colors',
      sdl: `
        type Cell @key(fields: "id") { id: Int! color: Color! mix: [Color] matrix: [[Color!]] }
        type Color { name: String! parts: [Int!]! }`,
    },
  ],

  'nested requirements': [
    {
      name: 'goods',
      sdl: `
        type Query { goods: [Good!]! good: Good }
        type Good @key(fields: "id") { id: ID! size: Size parts: [Part] tags: [String!] }
        type Size @shareable { width: Int height: Int! }
        type Part @key(fields: "code") { code: String! weight: Int }`,
    },
    {
      name: 'parts',
      sdl: `type Part @key(fields: "code") { code: String! price: Int! supplier: String }`,
    },
    {
      name: 'shipping',
      sdl: `
        type Good @key(fields: "id") {
          id: ID! size: Size @external parts: [Part] @external tags: [String!] @external
          cost: Int @requires(fields: "size { width height } tags")
          weightOf: Int! @requires(fields: "parts { weight }")
          value: Int @requires(fields: "parts { price }")
        }
        type Size @shareable { width: Int height: Int! }
        type Part @key(fields: "code") { code: String! weight: Int @external price: Int! @external }`,
    },
    {
      name: 'insurance',
      sdl: `
        type Good @key(fields: "id") { id: ID! cost: Int @external premium(rate: Float): Int @requires(fields: "cost") }`,
    },
  ],

  'names that clash': [
    {
      name: 'things',
      sdl: `
        type Query { things: [Thing] thing: Thing wrap: Wrap }
        union Thing = Alpha | Beta | Gamma
        type Alpha @key(fields: "id") { id: ID! one: Int }
        type Beta @key(fields: "id") { id: Int! one: String }
        type Gamma { id: [Int] constructor: String toString: Int }
        type Wrap { valueOf: Thing hasOwnProperty: [Thing!]! }`,
    },
    {
      name: 'alphas',
      sdl: `type Alpha @key(fields: "id") { id: ID! two: Int! list: [Int] constructor: String }`,
    },
    {
      name: 'betas',
      sdl: `type Beta @key(fields: "id") { id: Int! two: String list: [[Int!]!] toString: Int }`,
    },
  ],
};

/** Single subgraphs that graphql-js can execute alone. */
export const ALONE: Readonly<Record<string, TestSubgraph>> = {
  'interfaces and unions': {
    name: 'zoo',
    sdl: `
      type Query { animals(max: Int): [Animal] animal: Animal! any: [Any!]! named: Named zoo: Zoo! }
      type Mutation { feed(id: ID!): Animal grow: [Any] clean: Zoo! }
      interface Named { name: String! }
      interface Animal implements Named { name: String! age: Int friends: [Animal!] home: Zoo }
      type Cat implements Animal & Named { name: String! age: Int friends: [Animal!] home: Zoo lives: Int! mice: [[Any]!] }
      type Dog implements Animal & Named { name: String! age: Int friends: [Animal!] home: Zoo tricks: [String!]! cat: Cat! }
      type Zoo implements Named { name: String! grid: [[Animal!]!]! open: Boolean! rates: [Float] boss: Animal! }
      union Any = Cat | Dog | Zoo`,
  },
  'lists and nulls': {
    name: 'deep',
    sdl: `
      scalar JSON
      type Query { a: A! list: [A!] lists: [[A!]!] some: [A]! }
      type A { b: B! bs: [B!]! maybe: B ids: [ID!]! n: Int kind: Kind! kinds: [Kind] json: JSON }
      type B { a: A c: C! cs: [[C!]]! text: String! }
      type C { x: Int! y: Float! b: B ok: Boolean! a: A! }
      enum Kind { ONE TWO THREE }`,
  },
};
