import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const mentionDaysQuery = graphql(`
  query ConsoleMentionDays(
    $datasetIds: [ID!]
    $collectionIds: [ID!]
    $filter: [[MentionFilter!]!]
    $search: String
    $from: DateTime
  ) {
    mentionCounts(
      by: DAY
      first: 400
      datasetIds: $datasetIds
      collectionIds: $collectionIds
      filter: $filter
      search: $search
      from: $from
    ) {
      key
      count
      positive
      neutral
      negative
      emotions {
        joy
        sadness
        anger
        fear
        surprise
        disgust
        neutral
      }
    }
  }
`);

/** Counts of one dimension; each table loads by itself, because it may fail by itself. */
export const mentionRanksQuery = graphql(`
  query ConsoleMentionRanks(
    $by: MentionDimension!
    $datasetIds: [ID!]
    $collectionIds: [ID!]
    $filter: [[MentionFilter!]!]
    $search: String
    $from: DateTime
  ) {
    mentionCounts(
      by: $by
      first: 10
      datasetIds: $datasetIds
      collectionIds: $collectionIds
      filter: $filter
      search: $search
      from: $from
    ) {
      key
      source
      count
      positive
      negative
    }
  }
`);

export type MentionDay = NonNullable<ResultOf<typeof mentionDaysQuery>['mentionCounts']>[number];
export type MentionRank = NonNullable<ResultOf<typeof mentionRanksQuery>['mentionCounts']>[number];
