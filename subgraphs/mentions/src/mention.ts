export const SENTIMENTS = ['negative', 'neutral', 'positive'] as const;
export const EMOTIONS = ['joy', 'sadness', 'anger', 'fear', 'surprise', 'disgust', 'neutral'] as const;

/** Probabilities of a set of outcomes, with two decimals. */
export type Probabilities<Name extends string> = Readonly<Record<Name, number>>;

/** The author of a mention; null fields are unknown. */
export interface Author {
  handle: string | null;
  title: string | null;
  titleUrl: string | null;
  avatarUrl: string | null;
  headline: string | null;
  headlineUrl: string | null;
}

/** An image or video. */
export interface Media {
  type: string;
  url: string;
}

/** A comment on a mention. */
export interface Comment {
  id: string | null;
  author: string | null;
  text: string;
  numLikes: number | null;
  /** ISO 8601. */
  createdAt: string | null;
}

/** The metrics of a mention; null if not reported. */
export interface Metrics {
  views: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
}

/** A mention as delivered by its source. */
export interface NewMention {
  source: string;
  externalId: string;
  url: string | null;
  title: string | null;
  text: string | null;
  author: Author | null;
  /** Null when unknown. */
  media: readonly Media[] | null;
  metrics: Metrics;
  areViewsEstimated: boolean | null;
  countryCode: string | null;
  category: string | null;
  narrativeStructure: string | null;
  postedAt: Date;
  /** ISO 639-1 code that the source states; null if it must be detected. */
  language: string | null;
  /** Null if the run does not collect comments. */
  comments: readonly Comment[] | null;
}

/**
 * The analysis of a mention; null fields could not be determined. Lists are empty in languages that
 * the analysis does not judge.
 */
export interface Analysis {
  /** ISO 639-1 code; null if uncertain. */
  language: string | null;
  sentiment: Probabilities<(typeof SENTIMENTS)[number]> | null;
  emotions: Probabilities<(typeof EMOTIONS)[number]> | null;
  intention: string | null;
  tone: string | null;
  hook: string | null;
  cta: string | null;
  topics: readonly string[];
  questions: readonly string[];
  brands: readonly string[];
  entities: readonly string[];
  version: number;
}

/** Returns likes / views to three decimals; null without views. */
export function engagementRate({ views, likes }: Pick<Metrics, 'views' | 'likes'>): number | null {
  if (views === null || likes === null || views <= 0) return null;
  return Math.round((likes / views) * 1_000) / 1_000;
}

/** Returns positive − negative, to two decimals. */
export function sentimentScore(sentiment: Analysis['sentiment']): number | null {
  return sentiment && (Math.round(sentiment.positive * 100) - Math.round(sentiment.negative * 100)) / 100;
}

/**
 * Least probability of a sentiment, one of three, and of an emotion, one of seven, to be named. The
 * probabilities are calibrated, so below it naming one would be wrong more often than right.
 */
export const LEAST_PROBABILITY = { sentiment: 0.45, emotion: 0.35 } as const;

/** Returns the most likely sentiment; null if none is likely enough to be named. */
export function dominantSentiment(sentiment: Analysis['sentiment']): (typeof SENTIMENTS)[number] | null {
  return dominant(SENTIMENTS, sentiment, LEAST_PROBABILITY.sentiment);
}

/** Returns the most likely emotion; null if none is likely enough to be named. */
export function dominantEmotion(emotions: Analysis['emotions']): (typeof EMOTIONS)[number] | null {
  return dominant(EMOTIONS, emotions, LEAST_PROBABILITY.emotion);
}

/** Returns the most likely outcome; ties go to the first in `names`. */
function dominant<Name extends string>(
  names: readonly Name[],
  probabilities: Probabilities<Name> | null,
  least: number,
): Name | null {
  if (!probabilities) return null;
  const best = names.reduce((one, name) => (probabilities[name] > probabilities[one] ? name : one));
  return probabilities[best] < least ? null : best;
}

/**
 * Returns the percentage change between two values; null if either is unknown or the first is 0.
 */
export function changeInPerCent(before: number | null, after: number | null): number | null {
  return before === null || after === null || before === 0 ? null : ((after - before) / before) * 100;
}
