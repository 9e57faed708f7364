import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graph/index.ts';

export const calendarPost = graphql(`
  fragment ConsoleCalendarPost on Post {
    id
    body
    status
    scheduledAt
    publishedAt
    targets {
      status
      account {
        id
        platform
        handle
      }
    }
  }
`);

export const calendarQuery = graphql(
  `
    query ConsoleCalendar($range: TimeRangeInput!) {
      scheduled: posts(filter: { scheduledBetween: $range, status: [SCHEDULED] }, sort: SCHEDULED, first: 45) {
        nodes {
          ...ConsoleCalendarPost
        }
      }
      published: posts(filter: { publishedBetween: $range }, sort: PUBLISHED, first: 45) {
        nodes {
          ...ConsoleCalendarPost
        }
      }
    }
  `,
  [calendarPost],
);

/** Posts without a time: drafts, and those that wait for a person after a failure. */
export const waitingQuery = graphql(
  `
    query ConsoleWaitingPosts {
      posts(filter: { status: [DRAFT, FAILED, PARTIALLY_PUBLISHED, PUBLISHING] }, first: 30) {
        nodes {
          ...ConsoleCalendarPost
        }
      }
    }
  `,
  [calendarPost],
);

export const mediaFile = graphql(`
  fragment ConsoleMediaFile on MediaAsset {
    id
    filename
    contentType
    size
    alt
    url
  }
`);

export const postQuery = graphql(
  `
  query ConsolePlannedPost($id: ID!) {
    post(id: $id) {
      id
      body
      thread
      media {
        ...ConsoleMediaFile
      }
      status
      scheduledAt
      publishedAt
      tags
      targets {
        status
        url
        attempts
        nextAttemptAt
        error {
          code
          message
        }
        account {
          id
          platform
          handle
        }
      }
      audit(first: 20) {
        action
        actor
        at
        detail
      }
      analytics {
        impressions
        likes
        comments
        shares
        fetchedAt
      }
    }
  }
`,
  [mediaFile],
);

export const schedulePostMutation = graphql(`
  mutation ConsoleSchedulePost($id: ID!, $at: DateTime!) {
    schedulePost(id: $id, scheduledAt: $at) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const unschedulePostMutation = graphql(`
  mutation ConsoleUnschedulePost($id: ID!) {
    unschedulePost(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const publishPostMutation = graphql(`
  mutation ConsolePublishPost($id: ID!) {
    publishPost(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

/** Tries the accounts again where publication failed. */
export const retryPostMutation = graphql(`
  mutation ConsoleRetryPost($id: ID!) {
    retryPost(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

/** Says whether a post is published where the response of the platform was lost. */
export const settleTargetMutation = graphql(`
  mutation ConsoleSettleTarget($postId: ID!, $accountId: ID!, $published: Boolean!) {
    settleTarget(postId: $postId, accountId: $accountId, published: $published) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const deletePostMutation = graphql(`
  mutation ConsoleDeletePost($id: ID!) {
    deletePost(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export type CalendarPost = ResultOf<typeof calendarPost>;
export type MediaFile = ResultOf<typeof mediaFile>;
export type PostDetails = NonNullable<ResultOf<typeof postQuery>['post']>;
