import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const datasetFields = graphql(`
  fragment ConsoleDataset on Dataset {
    id
    name
    live
    mentionsCount
    updatedAt
    tracker {
      id
      name
    }
  }
`);

export const datasetsQuery = graphql(
  `
    query ConsoleDatasets($after: String) {
      datasets(first: 50, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          ...ConsoleDataset
        }
      }
    }
  `,
  [datasetFields],
);

export const runFields = graphql(`
  fragment ConsoleRun on Run {
    id
    type
    status
    prompt
    file
    mentionsCount
    rejectedCount
    error
    createdAt
    finishedAt
    progress {
      source
      state
      found
      parts
      finished
      problem
    }
  }
`);

export const runsQuery = graphql(
  `
    query ConsoleRuns($id: ID!) {
      dataset(id: $id) {
        id
        runs(first: 20) {
          nodes {
            ...ConsoleRun
          }
        }
      }
    }
  `,
  [runFields],
);

export const createDatasetMutation = graphql(`
  mutation ConsoleCreateDataset($input: CreateDatasetInput!) {
    createDataset(input: $input) {
      __typename
      ... on DatasetCreated {
        dataset {
          id
        }
      }
      ... on InvalidInput {
        message
        field
      }
    }
  }
`);

export const deleteDatasetMutation = graphql(`
  mutation ConsoleDeleteDataset($id: ID!) {
    deleteDataset(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const startRunMutation = graphql(`
  mutation ConsoleStartRun($id: ID!, $input: StartRunInput!) {
    startRun(datasetId: $id, input: $input) {
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

export type Dataset = ResultOf<typeof datasetFields>;
export type Run = ResultOf<typeof runFields>;
