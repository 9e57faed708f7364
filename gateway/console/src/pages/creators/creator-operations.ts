import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graph/index.ts';

/** A profile with its newest posts: one lookup of each, as the workspace's prices say. */
export const creatorQuery = graphql(`
  query ConsoleCreator($url: String!) {
    creator(url: $url) {
      id
      platform
      handle
      fullName
      bio
      externalUrl
      followers
      following
      postsCount
      isVerified
      profileSource {
        provider
        fetchedAt
      }
      history(metric: FOLLOWERS, days: 90) {
        at
        value
      }
      medianViews {
        value
        analyzed
      }
      engagementRate {
        value
        formula
      }
      videos(first: 20) {
        nodes {
          id
          description
          url
          postedAt
          views
          likes
          comments
          shares
        }
      }
    }
  }
`);

/** A profile and its growth, beside those of others. */
export const comparedQuery = graphql(`
  query ConsoleComparedCreator($platform: Platform!, $username: String!) {
    creator(platform: $platform, username: $username) {
      id
      platform
      username
      handle
      fullName
      followers
      following
      postsCount
      history(metric: FOLLOWERS, days: 90) {
        at
        value
      }
    }
  }
`);

export const knownCreatorsQuery = graphql(`
  query ConsoleKnownCreators($search: String, $after: String) {
    knownCreators(search: $search, sort: FOLLOWERS, first: 25, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        platform
        username
        fullName
        followers
        isImported
        lookedUpAt
      }
    }
  }
`);

export const balanceQuery = graphql(`
  query ConsoleCreatorBalance {
    creatorBalance(entries: 20) {
      microDollars
      entries {
        id
        at
        kind
        operation
        microDollars
        balance
        note
      }
    }
  }
`);

export type Creator = NonNullable<ResultOf<typeof creatorQuery>['creator']>;
export type ComparedCreator = NonNullable<ResultOf<typeof comparedQuery>['creator']>;
export type Video = NonNullable<Creator['videos']>['nodes'][number];
export type KnownCreator = NonNullable<ResultOf<typeof knownCreatorsQuery>['knownCreators']>['nodes'][number];
export type LedgerEntry = NonNullable<ResultOf<typeof balanceQuery>['creatorBalance']>['entries'][number];
