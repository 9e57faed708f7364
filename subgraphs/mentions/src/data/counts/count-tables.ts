import type { Generated } from 'kysely';
import type { EMOTIONS, SENTIMENTS } from '../../mention.ts';

type Emotion = `emotion_${(typeof EMOTIONS)[number]}`;
type Metric = 'likes' | 'comments' | 'shares' | 'views';

/**
 * `mentions.counted_days`: UTC days whose mentions are counted in `daily_counts` and, unless an
 * older version has counted them, in `tag_counts`.
 */
export interface CountedDaysTable {
  workspace_id: string;
  day: string;
  has_tags: Generated<boolean>;
}

/** Figures of mentions; a metric is null if it is unknown for all of them. */
type Figures = Record<Emotion, number> & Record<Metric, number | null>;

/**
 * `mentions.daily_counts`: the mentions of a counted day by platform and sentiment. They are
 * deleted with the row of the day, which every writer of one of its mentions deletes.
 */
export interface DailyCountsTable extends Figures {
  workspace_id: string;
  day: string;
  source: string;
  /** Empty without one. */
  sentiment: string;
  mentions: number;
}

/**
 * `mentions.tag_counts`: the mentions of a counted day that have a tag, for tags of the kinds that
 * charts are filtered by. They are deleted with the row of the day.
 */
export interface TagCountsTable extends Figures, Record<(typeof SENTIMENTS)[number], number> {
  workspace_id: string;
  day: string;
  tag: string;
  mentions: number;
}

/** Dimensions whose values are keys that `key_counts` counts. */
export type KeyDimension = 'topic' | 'author' | 'brand' | 'country';

/** Keys and their figures, in arrays of the same length. */
type KeyArrays = Record<(typeof SENTIMENTS)[number], number[]> &
  Record<Metric, (number | null)[]> & {
    keys: string[];
    /** The platform of each author; without elements for other dimensions. */
    sources: string[];
    mentions: number[];
  };

/**
 * `mentions.key_counts`: the mentions of a UTC day or month by the values of a dimension. Every
 * writer of one of the mentions deletes the rows of its day and month.
 */
export interface KeyCountsTable extends KeyArrays, Record<Emotion, number[] | null> {
  workspace_id: string;
  dimension: KeyDimension;
  period: 'day' | 'month';
  starts: string;
  /** Differs from that of any earlier count of the period; null if an older version counted it. */
  version: string | null;
}

/**
 * `mentions.top_counts`: the authors with most mentions in consecutive months. It holds as long as
 * the counts of these months have the versions from which it was added up.
 */
export interface TopCountsTable extends KeyArrays, Record<Emotion, number[]> {
  workspace_id: string;
  dimension: KeyDimension;
  /** First day of the first month, and of the month after the last. */
  starts: string;
  ends: string;
  versions: string[];
  /** No other key has more mentions; 0 if there are no others. */
  others: number;
  counted_at: Date;
}

/** The tables with counts of mentions. */
export interface CountTables {
  counted_days: CountedDaysTable;
  daily_counts: DailyCountsTable;
  tag_counts: TagCountsTable;
  key_counts: KeyCountsTable;
  top_counts: TopCountsTable;
}
