import { users } from './data.ts';
import type { BenchSubgraph } from './subgraph.ts';

export const accounts: BenchSubgraph = {
  name: 'accounts',
  sdl: /* GraphQL */ `
    extend type Query {
      me: User
      users: [User]
    }

    type User @key(fields: "id") {
      id: ID!
      name: String
      username: String
      birthday: Int
    }
  `,
  resolvers: {
    Query: {
      me: () => users[0],
      users: () => users,
    },
    User: {
      __resolveReference: ({ id }) => users[Number(id) - 1],
    },
  },
};
