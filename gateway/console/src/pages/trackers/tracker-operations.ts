import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graph/index.ts';

export const trackerFields = graphql(`
  fragment ConsoleTracker on Tracker {
    id
    name
    query
    status
    context
    languages
    platforms
    feeds
    communities {
      name
      source
    }
    corrections
    createdAt
    health {
      source
      state
      problem
      lastSuccess
      nextAttempt
    }
    backfill {
      requestedAt
      searches
      finished
      failed
      matches
      problem
    }
  }
`);

export const trackersQuery = graphql(
  `
    query ConsoleTrackers {
      trackers {
        ...ConsoleTracker
      }
    }
  `,
  [trackerFields],
);

export const trackerQuery = graphql(
  `
    query ConsoleTrackerById($id: ID!) {
      tracker(id: $id) {
        ...ConsoleTracker
      }
    }
  `,
  [trackerFields],
);

/** Posts per day of one tracker, newest first, without days that have none. */
export const volumeQuery = graphql(`
  query ConsoleTrackerVolume($filter: CommunityPostFilter!) {
    communityPostCounts(by: DAY, filter: $filter, first: 30) {
      key
      count
    }
  }
`);

export const previewQuery = graphql(`
  query ConsoleTrackerPreview($query: String!, $languages: [String!], $platforms: [CommunitySource!]) {
    previewTracker(query: $query, languages: $languages, platforms: $platforms) {
      __typename
      ... on TrackerPreview {
        count
        removed
        removedBy {
          exclusion
          count
        }
        samples {
          id
          title
          body
          source
          postedAt
          matches {
            spans {
              part
              start
              end
            }
          }
        }
      }
      ... on InvalidQuery {
        message
        position
        length
        suggestion
      }
      ... on InvalidInput {
        message
        field
      }
    }
  }
`);

export const createTrackerMutation = graphql(`
  mutation ConsoleCreateTracker($input: TrackerInput!) {
    createTracker(input: $input) {
      __typename
      ... on TrackerCreated {
        tracker {
          id
        }
      }
      ... on InvalidQuery {
        message
        position
        length
        suggestion
      }
      ... on InvalidInput {
        message
        field
      }
    }
  }
`);

export const updateTrackerMutation = graphql(`
  mutation ConsoleUpdateTracker($id: ID!, $input: TrackerChanges!) {
    updateTracker(id: $id, input: $input) {
      __typename
      ... on TrackerChanged {
        tracker {
          id
        }
      }
      ... on InvalidQuery {
        message
        position
        length
        suggestion
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

export const pauseMutation = graphql(`
  mutation ConsolePauseTracker($id: ID!) {
    pauseTracker(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const resumeMutation = graphql(`
  mutation ConsoleResumeTracker($id: ID!) {
    resumeTracker(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const deleteMutation = graphql(`
  mutation ConsoleDeleteTracker($id: ID!) {
    deleteTracker(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const backfillMutation = graphql(`
  mutation ConsoleBackfillTracker($id: ID!, $days: Int!, $estimateOnly: Boolean!) {
    backfillTracker(id: $id, days: $days, estimateOnly: $estimateOnly) {
      __typename
      ... on BackfillPlanned {
        isStarted
        estimate {
          requests
          mostRequests
          dollars
          sources
        }
      }
      ... on Failure {
        message
      }
    }
  }
`);

export type Tracker = ResultOf<typeof trackerFields>;
