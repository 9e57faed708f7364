import { graphql } from '../../graph/index.ts';

/** Open posts with a high score of the last week, the best first. */
export const bestPostsQuery = graphql(`
  query ConsoleBestPosts($from: Date!) {
    communityPosts(filter: { handled: false, minScore: 6, from: $from }, sort: SCORE, first: 6) {
      totalCount
      totalCountIsExact
      nodes {
        id
        title
        body
        source
        postedAt
        analysis {
          score
        }
      }
    }
  }
`);

export const spikesQuery = graphql(`
  query ConsoleSpikes($since: DateTime!) {
    events(types: [TRACKER_SPIKED, TRACKER_FAILING, POST_FAILED, ACCOUNT_EXPIRED], since: $since, first: 10) {
      sequence
      type
      message
      timestamp
      subject
    }
  }
`);

export const scheduledQuery = graphql(`
  query ConsoleScheduledPosts {
    posts(filter: { status: [SCHEDULED] }, sort: SCHEDULED, order: ASC, first: 6) {
      nodes {
        id
        body
        scheduledAt
        targets {
          account {
            id
            platform
            handle
          }
        }
      }
    }
  }
`);

export const newestShareQuery = graphql(`
  query ConsoleNewestShare {
    intelligenceQueries(first: 1) {
      nodes {
        id
        snapshot {
          id
          date
          summary
          brands {
            percent
            change
            brand {
              id
              name
            }
          }
        }
      }
    }
  }
`);

export const sourceHealthQuery = graphql(`
  query ConsoleSourceHealth {
    trackers {
      id
      name
      status
      health {
        source
        state
        problem
      }
    }
  }
`);
