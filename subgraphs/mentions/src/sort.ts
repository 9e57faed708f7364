/** Sorts of mentions, with their columns. */
export const SORTS = {
  date: { column: 'posted_at', type: 'timestamptz', nullable: false },
  likes: { column: 'likes', type: 'bigint', nullable: true },
  engagement_rate: { column: 'engagement_rate', type: 'numeric', nullable: true },
  views: { column: 'views', type: 'bigint', nullable: true },
  comments: { column: 'num_comments', type: 'bigint', nullable: true },
  shares: { column: 'shares', type: 'bigint', nullable: true },
  sentiment_score: { column: 'sentiment_score', type: 'numeric', nullable: true },
  dataset_run_at: { column: 'dataset_run_at', type: 'timestamptz', nullable: false },
} as const;

export type SortName = keyof typeof SORTS;
export type Order = 'asc' | 'desc';

/** A position in a sorted list: the sort value as text, and the id. */
export interface Place {
  readonly value: string | null;
  readonly id: string;
}
