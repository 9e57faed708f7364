import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const clientFields = graphql(`
  fragment ConsoleOauthClient on OauthClient {
    id
    name
    isPublic
    redirectUris
    scopes
    createdAt
    revokedAt
  }
`);

export const clientsQuery = graphql(
  `
    query ConsoleOauthClients {
      viewer {
        workspace {
          id
          oauthClients {
            ...ConsoleOauthClient
          }
        }
      }
    }
  `,
  [clientFields],
);

export const createClientMutation = graphql(`
  mutation ConsoleCreateOauthClient($input: CreateOauthClientInput!) {
    createOauthClient(input: $input) {
      __typename
      ... on OauthClientCreated {
        secret
        client {
          id
        }
      }
      ... on InvalidInput {
        field
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const deleteClientMutation = graphql(`
  mutation ConsoleDeleteOauthClient($id: ID!) {
    deleteOauthClient(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export type OauthClient = ResultOf<typeof clientFields>;
