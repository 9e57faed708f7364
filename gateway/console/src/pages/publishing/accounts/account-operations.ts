import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const requirementsQuery = graphql(`
  query ConsolePublishingPlatforms {
    publishingPlatforms {
      platform
      requiredCredentials
      optionalCredentials
    }
  }
`);

export const connectMutation = graphql(`
  mutation ConsoleConnectAccount($input: ConnectAccountInput!) {
    connectAccount(input: $input) {
      __typename
      ... on AccountConnected {
        account {
          id
          handle
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

export const disconnectMutation = graphql(`
  mutation ConsoleDisconnectAccount($id: ID!) {
    disconnectAccount(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export type Requirements = NonNullable<ResultOf<typeof requirementsQuery>['publishingPlatforms']>[number];
