import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const destinationFields = graphql(`
  fragment ConsoleDestination on Destination {
    id
    name
    kind
    account
    isEnabled
    disabledReason
    lastError
  }
`);

export const ruleFields = graphql(`
  fragment ConsoleAlertRule on AlertRule {
    id
    name
    types
    query
    trackerIds
    frequency
    at
    weekday
    timeZone
    isEnabled
    lastSentAt
    quietHours {
      from
      to
    }
    view {
      id
      name
    }
    destinations {
      id
      name
    }
  }
`);

export const alertsQuery = graphql(
  `
    query ConsoleAlerts {
      destinations {
        ...ConsoleDestination
      }
      alertRules(first: 50) {
        ...ConsoleAlertRule
      }
    }
  `,
  [destinationFields, ruleFields],
);

export const createDestinationMutation = graphql(`
  mutation ConsoleCreateDestination($input: CreateDestinationInput!) {
    createDestination(input: $input) {
      __typename
      ... on InvalidInput {
        field
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const updateDestinationMutation = graphql(`
  mutation ConsoleUpdateDestination($id: ID!, $input: UpdateDestinationInput!) {
    updateDestination(id: $id, input: $input) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const deleteDestinationMutation = graphql(`
  mutation ConsoleDeleteDestination($id: ID!) {
    deleteDestination(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const testDestinationMutation = graphql(`
  mutation ConsoleTestDestination($id: ID!) {
    testDestination(id: $id) {
      __typename
      ... on DestinationTested {
        destination {
          id
          lastError
        }
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const createRuleMutation = graphql(`
  mutation ConsoleCreateAlertRule($input: AlertRuleInput!) {
    createAlertRule(input: $input) {
      __typename
      ... on InvalidInput {
        field
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const updateRuleMutation = graphql(`
  mutation ConsoleUpdateAlertRule($id: ID!, $input: AlertRuleInput!) {
    updateAlertRule(id: $id, input: $input) {
      __typename
      ... on InvalidInput {
        field
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const deleteRuleMutation = graphql(`
  mutation ConsoleDeleteAlertRule($id: ID!) {
    deleteAlertRule(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export type Destination = ResultOf<typeof destinationFields>;
export type AlertRule = ResultOf<typeof ruleFields>;
