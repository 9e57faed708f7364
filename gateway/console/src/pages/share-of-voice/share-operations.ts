import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graph/index.ts';

export const comparisonsQuery = graphql(`
  query ConsoleComparisons {
    intelligenceQueries(first: 100) {
      nodes {
        id
        primaryBrand {
          id
          name
        }
      }
    }
  }
`);

export const shareQuery = graphql(`
  query ConsoleShareOfVoice($id: ID!, $from: Date, $to: Date, $community: String) {
    intelligenceQuery(id: $id) {
      id
      communities
      shareOfVoice(from: $from, to: $to, community: $community) {
        date
        brands {
          name
          mentions
          percent
        }
      }
    }
  }
`);

export const snapshotQuery = graphql(`
  query ConsoleSnapshot($id: ID!, $date: Date) {
    intelligenceQuery(id: $id) {
      id
      snapshot(date: $date) {
        id
        date
        from
        rangeDays
        capturedAt
        summary
        total
        driver {
          topic
          direction
          count
          of
          brand {
            id
            name
          }
        }
        brands {
          mentions
          percent
          change
          positivePercent
          brand {
            id
            name
          }
        }
        byCommunity {
          community
          brands {
            name
            mentions
            percent
          }
        }
      }
    }
  }
`);

/** Shares of the period before, to compare with. */
export const earlierQuery = graphql(`
  query ConsoleEarlierShares($id: ID!, $date: Date!) {
    intelligenceQuery(id: $id) {
      id
      snapshot(date: $date) {
        id
        date
        brands {
          percent
          brand {
            id
            name
          }
        }
      }
    }
  }
`);

/** The posts and mentions that a snapshot has counted for a brand. */
export const countedQuery = graphql(`
  query ConsoleCountedPosts($id: ID!, $date: Date, $brand: String!, $after: String) {
    intelligenceQuery(id: $id) {
      id
      snapshot(date: $date) {
        id
        brand(name: $brand) {
          mentions
          brand {
            id
            name
            communityPosts(first: 20, after: $after) {
              totalCount
              totalCountIsExact
              pageInfo {
                hasNextPage
                endCursor
              }
              nodes {
                id
                title
                body
                author
                source
                postedAt
              }
            }
            mentions(first: 20) {
              totalCount
              totalCountIsExact
              nodes {
                id
                title
                text
                source
                url
                postedAt
              }
            }
          }
        }
      }
    }
  }
`);

export const captureMutation = graphql(`
  mutation ConsoleCaptureSnapshot($id: ID!) {
    captureSnapshot(queryId: $id) {
      __typename
      ... on SnapshotCaptured {
        snapshot {
          id
          date
        }
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const archiveMutation = graphql(`
  mutation ConsoleArchiveComparison($id: ID!) {
    archiveIntelligenceQuery(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

type Comparison = NonNullable<ResultOf<typeof shareQuery>['intelligenceQuery']>;
export type SharePoint = Comparison['shareOfVoice'][number];
export type Snapshot = NonNullable<
  NonNullable<ResultOf<typeof snapshotQuery>['intelligenceQuery']>['snapshot']
>;
