import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graph/index.ts';

export const mentionFields = graphql(`
  fragment ConsoleMention on Mention {
    id
    title
    text
    source
    url
    postedAt
    likes
    comments
    views
    engagementRate
    dominantSentiment
    dominantEmotion
    contentTopics
    author {
      handle
    }
    mentionedBrands {
      name
    }
  }
`);

export const mentionsQuery = graphql(
  `
    query ConsoleMentions(
      $datasetIds: [ID!]
      $collectionIds: [ID!]
      $filter: [[MentionFilter!]!]
      $search: String
      $sort: MentionSort!
      $first: Int!
      $after: String
    ) {
      mentions(
        datasetIds: $datasetIds
        collectionIds: $collectionIds
        filter: $filter
        search: $search
        sort: $sort
        first: $first
        after: $after
      ) {
        totalCount
        totalCountIsExact
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          ...ConsoleMention
        }
      }
    }
  `,
  [mentionFields],
);

export const datasetNamesQuery = graphql(`
  query ConsoleDatasetNames {
    datasets(first: 100) {
      nodes {
        id
        name
      }
    }
  }
`);

export type Mention = ResultOf<typeof mentionFields>;
