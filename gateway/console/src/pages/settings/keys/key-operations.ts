import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const keyFields = graphql(`
  fragment ConsoleKey on ApiKey {
    id
    name
    prefix
    products
    scopes
    createdAt
    expiresAt
    lastUsedAt
    revokedAt
  }
`);

export const keysQuery = graphql(
  `
    query ConsoleKeys {
      viewer {
        workspace {
          id
          keys {
            ...ConsoleKey
          }
        }
      }
    }
  `,
  [keyFields],
);

export const createKeyMutation = graphql(`
  mutation ConsoleCreateKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      __typename
      ... on ApiKeyCreated {
        secret
      }
      ... on Failure {
        message
      }
      ... on InvalidInput {
        field
      }
    }
  }
`);

export const revokeKeyMutation = graphql(`
  mutation ConsoleRevokeKey($id: ID!) {
    revokeApiKey(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export type ApiKey = ResultOf<typeof keyFields>;
