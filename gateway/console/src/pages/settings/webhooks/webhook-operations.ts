import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const webhookFields = graphql(`
  fragment ConsoleWebhook on Webhook {
    id
    url
    description
    types
    isEnabled
    disabledReason
    failingSince
    createdAt
  }
`);

export const webhooksQuery = graphql(
  `
    query ConsoleWebhooks {
      webhooks {
        ...ConsoleWebhook
      }
    }
  `,
  [webhookFields],
);

export const deliveryFields = graphql(`
  fragment ConsoleDelivery on WebhookDelivery {
    id
    type
    status
    createdAt
    nextAttemptAt
    body
    attempts {
      at
      status
      latencyMs
      error
    }
  }
`);

export const deliveriesQuery = graphql(
  `
    query ConsoleWebhookDeliveries($id: ID!, $status: WebhookDeliveryStatus, $before: ID) {
      node(id: $id) {
        __typename
        id
        ... on Webhook {
          deliveries(first: 20, status: $status, before: $before) {
            ...ConsoleDelivery
          }
        }
      }
    }
  `,
  [deliveryFields],
);

export const createWebhookMutation = graphql(`
  mutation ConsoleCreateWebhook($input: CreateWebhookInput!) {
    createWebhook(input: $input) {
      __typename
      ... on WebhookCreated {
        secret
        webhook {
          id
        }
      }
      ... on InvalidInput {
        message
        field
      }
      ... on Conflict {
        message
      }
    }
  }
`);

export const updateWebhookMutation = graphql(`
  mutation ConsoleUpdateWebhook($id: ID!, $input: UpdateWebhookInput!) {
    updateWebhook(id: $id, input: $input) {
      __typename
      ... on WebhookUpdated {
        webhook {
          id
        }
      }
      ... on InvalidInput {
        message
        field
      }
      ... on NotFound {
        message
      }
    }
  }
`);

export const deleteWebhookMutation = graphql(`
  mutation ConsoleDeleteWebhook($id: ID!) {
    deleteWebhook(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const testWebhookMutation = graphql(`
  mutation ConsoleTestWebhook($id: ID!) {
    testWebhook(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const rotateSecretMutation = graphql(`
  mutation ConsoleRotateWebhookSecret($id: ID!) {
    rotateWebhookSecret(id: $id) {
      __typename
      ... on WebhookSecretRotated {
        secret
        previousValidUntil
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const replayMutation = graphql(`
  mutation ConsoleReplayDelivery($id: ID!) {
    replayWebhookDelivery(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export type Webhook = ResultOf<typeof webhookFields>;
export type Delivery = ResultOf<typeof deliveryFields>;
