import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graph/index.ts';

export const followedQuery = graphql(`
  query ConsoleFollowedAccounts {
    followedAccounts(first: 100) {
      nodes {
        followedAt
        account {
          id
          username
          fetchedAt
        }
      }
    }
  }
`);

export const timelineQuery = graphql(`
  query ConsoleTimeline($filter: XPostFilter, $sort: XPostSort!, $after: String) {
    xPosts(filter: $filter, sort: $sort, first: 20, after: $after) {
      totalCount
      totalCountIsExact
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        content
        url
        postedAt
        likes
        replies
        retweets
        views
        markdown
        account {
          id
          username
        }
      }
    }
  }
`);

export const followMutation = graphql(`
  mutation ConsoleFollowAccount($username: String!) {
    followAccount(username: $username) {
      __typename
      ... on AccountFollowed {
        isNew
      }
      ... on InvalidInput {
        message
        field
      }
    }
  }
`);

export const unfollowMutation = graphql(`
  mutation ConsoleUnfollowAccount($username: String!) {
    unfollowAccount(username: $username) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export type XPost = NonNullable<ResultOf<typeof timelineQuery>['xPosts']>['nodes'][number];
