/** Sorts of mentions, with their columns and the fields that have their values. */
export const SORTS = {
  date: { column: 'posted_at', field: 'postedAt', type: 'timestamptz', nullable: false },
  likes: { column: 'likes', field: 'likes', type: 'bigint', nullable: true },
  engagement_rate: { column: 'engagement_rate', field: 'engagementRate', type: 'numeric', nullable: true },
  views: { column: 'views', field: 'views', type: 'bigint', nullable: true },
  comments: { column: 'num_comments', field: 'comments', type: 'bigint', nullable: true },
  shares: { column: 'shares', field: 'shares', type: 'bigint', nullable: true },
  sentiment_score: { column: 'sentiment_score', field: 'sentimentScore', type: 'numeric', nullable: true },
  dataset_run_at: { column: 'dataset_run_at', field: 'datasetRunAt', type: 'timestamptz', nullable: false },
} as const;

export type SortName = keyof typeof SORTS;
export type Order = 'asc' | 'desc';

/** A position in a sorted list: the sort value as text, and the id. */
export interface Place {
  readonly value: string | null;
  readonly id: string;
}
