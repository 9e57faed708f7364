import type { ResultOf, VariablesOf } from 'gql.tada';
import { graphql } from '../../graph/index.ts';

export const inboxRow = graphql(`
  fragment ConsoleInboxRow on CommunityPost {
    id
    title
    body
    author
    subreddit
    source
    kind
    postedAt
    deletedAt
    engagementStatus
    likes
    comments
    analysis {
      score
      intent
      urgency
    }
    matches {
      relevance
      spans {
        part
        start
        end
      }
      tracker {
        id
        name
      }
    }
  }
`);

export const inboxQuery = graphql(
  `
    query ConsoleInbox(
      $filter: CommunityPostFilter
      $search: String
      $sort: CommunityPostSort!
      $after: String
    ) {
      communityPosts(filter: $filter, search: $search, sort: $sort, after: $after, first: 25) {
        totalCount
        totalCountIsExact
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          ...ConsoleInboxRow
        }
      }
    }
  `,
  [inboxRow],
);

/** The newest posts, by which the page notices new ones. */
export const newestQuery = graphql(`
  query ConsoleInboxNewest($filter: CommunityPostFilter, $search: String) {
    communityPosts(filter: $filter, search: $search, sort: DATE, first: 50) {
      pageInfo {
        hasNextPage
      }
      nodes {
        id
        postedAt
      }
    }
  }
`);

/** Tells that a tracker has found a post; whether the filters show it is asked by `newestQuery`. */
export const matchedSubscription = graphql(`
  subscription ConsolePostMatched($trackers: [ID!]) {
    communityPostMatched(trackers: $trackers) {
      id
    }
  }
`);

export const postQuery = graphql(`
  query ConsolePost($id: ID!) {
    communityPost(id: $id) {
      id
      title
      body
      author
      subreddit
      source
      kind
      language
      postedAt
      deletedAt
      engagementStatus
      likes
      comments
      url
      link
      competitor {
        id
        name
      }
      corrections {
        actor
        at
        intent
        relevance
        sentiment
      }
      analysis {
        score
        reason
        intent
        urgency
        buyingStage
        suggestedPlay
        signals {
          name
          evidence
        }
      }
      matches {
        relevance
        reason
        evidence
        origin
        foundAt
        spans {
          part
          start
          end
        }
        tracker {
          id
          name
        }
      }
      replies {
        id
        status
        body
        createdAt
      }
    }
  }
`);

/** What the workspace has seen of an author before. */
export const authorQuery = graphql(`
  query ConsoleAuthor($filter: CommunityPostFilter!) {
    communityPosts(filter: $filter, first: 4) {
      totalCount
      totalCountIsExact
      nodes {
        id
        title
        body
        postedAt
        engagementStatus
      }
    }
  }
`);

/** Competitors that posts name, for the filter. */
export const competitorsQuery = graphql(`
  query ConsoleCompetitors {
    communityPostCounts(by: COMPETITOR, first: 20) {
      key
      count
    }
  }
`);

export const setStatusMutation = graphql(`
  mutation ConsoleSetStatus($postId: ID!, $status: EngagementStatus) {
    setEngagementStatus(postId: $postId, status: $status) {
      __typename
      ... on EngagementStatusSet {
        post {
          id
          engagementStatus
        }
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const correctMutation = graphql(`
  mutation ConsoleCorrect(
    $id: ID!
    $relevance: Relevance
    $intent: CorrectedIntent
    $sentiment: PostSentiment
  ) {
    markPost(id: $id, relevance: $relevance, intent: $intent, sentiment: $sentiment) {
      __typename
      ... on PostMarked {
        learnedFrom
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const draftMutation = graphql(`
  mutation ConsoleDraftReply($input: CreatePostInput!) {
    createPost(input: $input) {
      __typename
      ... on PostCreated {
        post {
          id
          status
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

export type InboxVariables = VariablesOf<typeof inboxQuery>;
export type InboxRow = ResultOf<typeof inboxRow>;
export type InboxPost = NonNullable<ResultOf<typeof postQuery>['communityPost']>;
export type PostStatus = InboxRow['engagementStatus'];
