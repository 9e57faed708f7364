import { sumOf } from '@tributary/kit/postgres';
import { type RawBuilder, sql } from 'kysely';
import { EMOTIONS, SENTIMENTS } from '../../mention.ts';

/** Dimensions that mentions can be counted by. */
export const DIMENSIONS = [
  'day',
  'sentiment',
  'source',
  'topic',
  'author',
  'brand',
  'country',
  'emotion',
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** Sums of metrics, with their columns. */
export const METRICS = {
  likes: 'likes',
  comments: 'num_comments',
  shares: 'shares',
  views: 'views',
} as const;

export type Metric = keyof typeof METRICS;

/** Figures beside the count; only those that are selected are read. */
export const FIGURES = [...SENTIMENTS, ...(Object.keys(METRICS) as Metric[]), 'emotions'] as const;

export type Figure = (typeof FIGURES)[number];

type Emotion = (typeof EMOTIONS)[number];
type Emotions = Record<Emotion, number>;

const EMOTION_COLUMNS = EMOTIONS.map((emotion) => `emotion_${emotion}` as const);

/** Columns of stored counts, beside the number of mentions: each figure has one, emotions seven. */
export const STORED = [...SENTIMENTS, ...(Object.keys(METRICS) as Metric[]), ...EMOTION_COLUMNS] as const;

export type Stored = (typeof STORED)[number];

/**
 * Mention count for one value of a dimension; figures that were not selected are missing.
 */
export interface MentionCount {
  key: string;
  source: string | null;
  count: number;
  negative: number;
  neutral: number;
  positive: number;
  likes: number | null;
  comments: number | null;
  shares: number | null;
  views: number | null;
  emotions: Emotions;
}

/** The most likely emotion and sentiment of a mention; null without one. */
export const EMOTION = tagged('emotion', EMOTIONS);
export const SENTIMENT = tagged('sentiment', SENTIMENTS);

/** The value of a kind of tag that a mention has; null without one. */
function tagged(kind: string, values: readonly string[]): RawBuilder<string | null> {
  const cases = values.map(
    (value) => sql`when tags && array[${`${kind}:${value}`}::text] then ${value}::text`,
  );
  return sql<string | null>`case ${sql.join(cases, sql` `)} end`;
}

/** The number of mentions with a tag. */
export function countTagged(tag: string): RawBuilder<number> {
  return sql<number>`count(*) filter (where tags && array[${tag}::text])`;
}

/** Returns an aggregate of mentions. */
export function figureOf(figure: Figure): RawBuilder<unknown> {
  if (figure === 'emotions') return emotionsOf((emotion) => countTagged(`emotion:${emotion}`));
  if (figure in METRICS) return sumOf(sql.ref(`mentions.${METRICS[figure as Metric]}`));
  return countTagged(`sentiment:${figure}`);
}

/** The numbers of mentions of each most likely emotion, as one value. */
export function emotionsOf(count: (emotion: (typeof EMOTIONS)[number]) => RawBuilder<unknown>) {
  const pairs = EMOTIONS.map((emotion) => sql`${emotion}::text, ${count(emotion)}`);
  return sql<Emotions>`jsonb_build_object(${sql.join(pairs)})`;
}

/** The columns of figures. */
export function storedOf(figures: readonly Figure[]): Stored[] {
  return figures.flatMap((figure) => (figure === 'emotions' ? EMOTION_COLUMNS : [figure]));
}

/**
 * Returns the value of a stored column as an aggregate of mentions, with the type of the column. A
 * union of integers with bigints would be added up as numerics, which took 417 ms instead of 251
 * for 98,000 authors of months.
 */
export function aggregateOf(column: Stored): RawBuilder<number | null> {
  if (column in METRICS) return sumOf(sql.ref(`mentions.${METRICS[column as Metric]}`));
  const tag = column.startsWith('emotion_') ? column.replace('_', ':') : `sentiment:${column}`;
  return sql`(${countTagged(tag)})::integer`;
}

/** Adds up a stored column; a metric is null if it is unknown for all rows. */
export function sumOfStored(column: Stored): RawBuilder<number | null> {
  return column in METRICS ? sumOf(sql.ref(column)) : sql`sum(${sql.ref(column)})`;
}

/** Returns a figure of rows with its stored columns. */
export function figureOfStored(figure: Figure): RawBuilder<unknown> {
  return figure === 'emotions' ? emotionsOf((emotion) => sql.ref(`emotion_${emotion}`)) : sql.ref(figure);
}
