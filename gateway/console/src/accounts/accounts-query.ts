import type { ResultOf } from 'gql.tada';
import { graphql } from '../graph/index.ts';

/** The accounts that posts are published to, whether or not they are connected now. */
export const accountsQuery = graphql(`
  query ConsoleAccounts {
    connectedAccounts(first: 50) {
      nodes {
        id
        platform
        handle
        displayName
        profileUrl
        status
        connectedAt
      }
    }
  }
`);

export type Account = NonNullable<ResultOf<typeof accountsQuery>['connectedAccounts']>['nodes'][number];
