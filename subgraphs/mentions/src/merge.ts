import { type Analysis, changeInPerCent, engagementRate, type Metrics, type NewMention } from './mention.ts';

/** A mention's numbers as one run saw them. */
export interface Reading extends Metrics {
  runId: string;
  at: Date;
}

/** A mention as it is kept: what its source told last, and who holds it. */
export interface KeptMention {
  id: string;
  mention: NewMention;
  /** Null when it was not analysed. */
  analysis: Analysis | null;
  datasetIds: readonly string[];
  collectionIds: readonly string[];
  datasetRunAt: Date;
  changes: Changes;
}

/**
 * Change between the two newest runs that saw a mention, in per cent; null where it cannot be told.
 */
export interface Changes {
  views: number | null;
  likes: number | null;
  comments: number | null;
  engagementRate: number | null;
}

/** What a run brings. */
export interface Seen {
  readonly mention: NewMention;
  /** Null when the run does not analyse. */
  readonly analysis: Analysis | null;
  readonly datasetId: string;
  readonly runId: string;
  readonly at: Date;
}

/**
 * A mention that is known, after a run has seen it. What the newest run does not tell stays as it
 * was known; an analysis stays as long as the words do. `earlier` are its newest readings by other
 * runs.
 */
export function merge(known: KeptMention, seen: Seen, earlier: readonly Reading[]): KeptMention {
  const readings = [...earlier, readingOf(seen)].sort((one, other) => other.at.getTime() - one.at.getTime());
  const newest = seen.at >= known.datasetRunAt;
  const [older, newer] = newest ? [known.mention, seen.mention] : [seen.mention, known.mention];
  const mention = combine(older, newer);
  const sameWords = known.mention.title === mention.title && known.mention.text === mention.text;
  return {
    id: known.id,
    mention,
    analysis: mergeAnalysis(sameWords ? known.analysis : null, seen.analysis),
    datasetIds: [...new Set([...known.datasetIds, seen.datasetId])],
    collectionIds: known.collectionIds,
    datasetRunAt: newest ? seen.at : known.datasetRunAt,
    changes: changesOf(readings),
  };
}

/** A mention that nobody has seen before. */
export function first(id: string, seen: Seen): KeptMention {
  return {
    id,
    mention: seen.mention,
    analysis: seen.analysis,
    datasetIds: [seen.datasetId],
    collectionIds: [],
    datasetRunAt: seen.at,
    changes: changesOf([]),
  };
}

export function readingOf({ mention, runId, at }: Seen): Reading {
  return { runId, at, ...mention.metrics };
}

function combine(older: NewMention, newer: NewMention): NewMention {
  const told = <Value>(now: Value | null, before: Value | null): Value | null => now ?? before;
  return {
    ...newer,
    url: told(newer.url, older.url),
    title: told(newer.title, older.title),
    text: told(newer.text, older.text),
    author: told(newer.author, older.author),
    media: told(newer.media, older.media),
    metrics: {
      views: told(newer.metrics.views, older.metrics.views),
      likes: told(newer.metrics.likes, older.metrics.likes),
      comments: told(newer.metrics.comments, older.metrics.comments),
      shares: told(newer.metrics.shares, older.metrics.shares),
    },
    areViewsEstimated: newer.metrics.views === null ? older.areViewsEstimated : newer.areViewsEstimated,
    countryCode: told(newer.countryCode, older.countryCode),
    category: told(newer.category, older.category),
    narrativeStructure: told(newer.narrativeStructure, older.narrativeStructure),
    comments: told(newer.comments, older.comments),
  };
}

/** The brands of every dataset's list together; all else as it was found last. */
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
