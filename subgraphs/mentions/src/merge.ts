import { type Analysis, changeInPerCent, engagementRate, type Metrics, type NewMention } from './mention.ts';
import type { SentimentOpinion } from './opinion/index.ts';

/** A mention's metrics as seen by one run. */
export interface Reading extends Metrics {
  runId: string;
  at: Date;
}

/** A stored mention: the latest data from its source, with its datasets and collections. */
export interface MentionRecord {
  id: string;
  mention: NewMention;
  /** The embedded model's; null if not analysed. */
  analysis: Analysis | null;
  /** What the language model has judged of its text; null before it has. */
  opinion: SentimentOpinion | null;
  datasetIds: readonly string[];
  collectionIds: readonly string[];
  datasetRunAt: Date;
  changes: Changes;
  /** Time at which its platform was found to have deleted it; null if it exists. */
  deletedAt: Date | null;
}

/** Percentage change between the two latest runs that saw a mention; null if unknown. */
export interface Changes {
  views: number | null;
  likes: number | null;
  comments: number | null;
  engagementRate: number | null;
}

/** A mention as seen by a run. */
export interface Seen {
  readonly mention: NewMention;
  /** Null if the run does not analyse. */
  readonly analysis: Analysis | null;
  readonly datasetId: string;
  readonly runId: string;
  readonly at: Date;
}

/**
 * Merges a run's view of a mention into the stored one. Fields missing from the latest run keep
 * their values, and the analysis stays while the text is unchanged. `earlier` are its latest
 * readings by other runs.
 */
export function merge(known: MentionRecord, seen: Seen, earlier: readonly Reading[]): MentionRecord {
  const readings = [...earlier, readingOf(seen)].sort((one, other) => other.at.getTime() - one.at.getTime());
  const newest = seen.at >= known.datasetRunAt;
  const [older, newer] = newest ? [known.mention, seen.mention] : [seen.mention, known.mention];
  const mention = combine(older, newer);
  const sameWords = known.mention.title === mention.title && known.mention.text === mention.text;
  return {
    id: known.id,
    mention,
    analysis: mergeAnalysis(sameWords ? known.analysis : null, seen.analysis),
    opinion: sameWords ? known.opinion : null,
    datasetIds: [...new Set([...known.datasetIds, seen.datasetId])],
    collectionIds: known.collectionIds,
    datasetRunAt: newest ? seen.at : known.datasetRunAt,
    changes: changesOf(readings),
    deletedAt: known.deletedAt,
  };
}

/** Creates a mention that is seen for the first time. */
export function first(id: string, seen: Seen): MentionRecord {
  return {
    id,
    mention: seen.mention,
    analysis: seen.analysis,
    opinion: null,
    datasetIds: [seen.datasetId],
    collectionIds: [],
    datasetRunAt: seen.at,
    changes: changesOf([]),
    deletedAt: null,
  };
}

/**
 * Replaces the metrics of a mention, and of its latest reading, by newer ones; a metric that is not
 * known any more stays. `readings` are newest first.
 */
export function recount(
  known: MentionRecord,
  metrics: Metrics,
  [newest, ...earlier]: readonly Reading[],
): { readonly record: MentionRecord; readonly reading: Reading | null } {
  const mention = { ...known.mention, metrics: latestMetrics(metrics, known.mention.metrics) };
  if (!newest) return { record: { ...known, mention }, reading: null };
  const reading = { ...newest, ...latestMetrics(metrics, newest) };
  return { record: { ...known, mention, changes: changesOf([reading, ...earlier]) }, reading };
}

export function readingOf({ mention, runId, at }: Seen): Reading {
  return { runId, at, ...mention.metrics };
}

function latestMetrics(newer: Metrics, older: Metrics): Metrics {
  return {
    views: newer.views ?? older.views,
    likes: newer.likes ?? older.likes,
    comments: newer.comments ?? older.comments,
    shares: newer.shares ?? older.shares,
  };
}

function combine(older: NewMention, newer: NewMention): NewMention {
  const latest = <Value>(now: Value | null, before: Value | null): Value | null => now ?? before;
  return {
    ...newer,
    url: latest(newer.url, older.url),
    title: latest(newer.title, older.title),
    text: latest(newer.text, older.text),
    author: latest(newer.author, older.author),
    media: latest(newer.media, older.media),
    metrics: latestMetrics(newer.metrics, older.metrics),
    areViewsEstimated: newer.metrics.views === null ? older.areViewsEstimated : newer.areViewsEstimated,
    countryCode: latest(newer.countryCode, older.countryCode),
    language: latest(newer.language, older.language),
    category: latest(newer.category, older.category),
    narrativeStructure: latest(newer.narrativeStructure, older.narrativeStructure),
    comments: latest(newer.comments, older.comments),
  };
}

/** Combines the brands of both analyses; all other fields come from the latest. */
function mergeAnalysis(known: Analysis | null, seen: Analysis | null): Analysis | null {
  if (!known || !seen) return seen ?? known;
  return { ...seen, brands: [...new Set([...known.brands, ...seen.brands])] };
}

function changesOf([newest, before]: readonly Reading[]): Changes {
  if (!newest || !before) return { views: null, likes: null, comments: null, engagementRate: null };
  return {
    views: changeInPerCent(before.views, newest.views),
    likes: changeInPerCent(before.likes, newest.likes),
    comments: changeInPerCent(before.comments, newest.comments),
    engagementRate: changeInPerCent(engagementRate(before), engagementRate(newest)),
  };
}
