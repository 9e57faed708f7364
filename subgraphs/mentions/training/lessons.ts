import { join } from 'node:path';
import { READERS } from './read-sets.ts';
import type { Lesson } from './teach.ts';

/** Paths of the training data. */
export interface TrainingPaths {
  /** The folder with `ekman-train.tsv` and `group-train.tsv`. */
  goemotions: string;
  /** The file of rated tweets. */
  icwsm: string;
}

/**
 * Weight of a tweet: comments outnumber tweets ten to one, but the model's input resembles tweets.
 */
const TWEET_WEIGHT = 2;

/** Weight for sentiment of a comment that is also labelled ambiguous. */
const AMBIGUOUS_WEIGHT = 0.5;

/** Reads the training rows: GoEmotions' comments with both kinds of labels, and the tweets. */
export function readLessons({ goemotions, icwsm }: TrainingPaths): Lesson[] {
  const groups = READERS['goemotions-group'](join(goemotions, 'group-train.tsv'));
  const byId = new Map(groups.map((row) => [row.id, row]));
  const comments = READERS['goemotions-ekman'](join(goemotions, 'ekman-train.tsv')).map((row): Lesson => {
    const group = byId.get(row.id);
    return {
      ...row,
      sentiment: group?.sentiment ?? [],
      weights: { sentiment: group?.ambiguous ? AMBIGUOUS_WEIGHT : 1, emotions: 1 },
    };
  });
  const tweets = READERS.icwsm(icwsm).map(
    (row): Lesson => ({ ...row, weights: { sentiment: TWEET_WEIGHT, emotions: 1 } }),
  );
  return [...comments, ...tweets];
}
