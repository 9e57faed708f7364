import { join } from 'node:path';
import { EMOTIONS, INTENTS, SENTIMENTS, STAGES, URGENCIES } from '../src/heads.ts';
import { intentMarks } from '../src/intent.ts';
import type { Head, Labelled } from './labelled.ts';
import { HEADLINES, isOrdinary, type LabelledPost, splitOwnPosts, wholeText } from './own-split.ts';
import { READERS } from './read-sets.ts';

/** A text to learn from. */
export interface Lesson {
  readonly text: string;
  /** The set that it is from: sets differ in how often they have each label. */
  readonly domain: string;
  /** Properties of the text that its words do not show. */
  readonly marks: readonly string[];
  /** Per head, the target distribution; null without labels. */
  readonly targets: readonly (Float64Array | null)[];
  /** Per head, the weight; 0 without labels. */
  readonly weights: readonly number[];
}

/** Folders of the public sets. */
export interface TrainingPaths {
  /** With `ekman-train.tsv` and `group-train.tsv`. */
  readonly goemotions: string;
  /** With rated texts: `tweets-2014.tsv`, `amazon-reviews-2014.tsv`, `movie-reviews-2014.tsv`. */
  readonly icwsm: string;
}

/** Number of classes of each head of the intent model. */
export const INTENT_HEADS = [INTENTS.length, URGENCIES.length, STAGES.length];

/** Weight of a rated tweet: comments outnumber tweets ten to one, and posts resemble tweets. */
const TWEET_WEIGHT = 2;

/**
 * Weights of own posts by domain. They teach no emotions: the even tone of many would teach that
 * complaints have none.
 */
const OWN_WEIGHTS = { own: 1, everyday: 1, service: 2 };

/** Weight of a rated sentence of a review: their sentences are unlike posts. */
const REVIEW_WEIGHT = 0.3;
const REVIEWS = ['amazon-reviews-2014.tsv', 'movie-reviews-2014.tsv'];

/** Weight of a comment's sentiment if it is also labelled ambiguous. */
const AMBIGUOUS_WEIGHT = 0.5;

/** What the parts of the affect model learn from. */
export interface AffectLessons extends Record<Head, Lesson[]> {
  /** Read by the network alone, which has a bias for each domain: their shares differ too much. */
  readonly reviews: Lesson[];
}

/**
 * Reads what the affect model learns from: sentiment also from the own posts. Both heads begin with
 * the same lessons.
 */
export function readAffectLessons(paths: TrainingPaths): AffectLessons {
  const tweets = readRated(join(paths.icwsm, 'tweets-2014.tsv'), 'tweets', TWEET_WEIGHT);
  const emotions = [...readComments(paths.goemotions), ...tweets];
  return {
    sentiment: [...emotions, ...splitOwnPosts().trained.map(sentimentLesson)],
    emotions,
    reviews: REVIEWS.flatMap((file) => readRated(join(paths.icwsm, file), 'reviews', REVIEW_WEIGHT)),
  };
}

function readRated(path: string, domain: string, weight: number): Lesson[] {
  return READERS.icwsm(path).map((row) =>
    lesson({ text: row.text, domain, targets: [shared(row, 'sentiment'), null] }, weight),
  );
}

/** Weights of the heads of the intent model. */
const INTENT_WEIGHTS = [1, 0.3, 0.3];

/**
 * Reads what the intent model learns from: the project's composed posts. With the ordinary ones,
 * most of which want nothing, it found fewer buyers.
 */
export function readIntentLessons(): Lesson[] {
  const composed = splitOwnPosts().trained.filter((post) => !isOrdinary(post));
  return composed.map((post) => ({
    text: wholeText(post),
    domain: 'own',
    marks: intentMarks(post.style === HEADLINES),
    targets: [
      oneOf(INTENTS, post.labels.intent),
      oneOf(URGENCIES, post.labels.urgency),
      oneOf(STAGES, post.labels.stage),
    ],
    weights: INTENT_WEIGHTS,
  }));
}

function sentimentLesson(post: LabelledPost): Lesson {
  const { sentiment } = post.labels;
  // A mixed post is as positive as it is negative.
  const target = sentiment === 'mixed' ? Float64Array.of(0.5, 0, 0.5) : oneOf(SENTIMENTS, sentiment);
  const domain = isOrdinary(post) ? post.style : 'own';
  return lesson({ text: wholeText(post), domain, targets: [target, null] }, OWN_WEIGHTS[domain]);
}

/** Returns a text that teaches each head that it has labels for with the same weight. */
function lesson(parts: Omit<Lesson, 'marks' | 'weights'>, weight: number): Lesson {
  return { ...parts, marks: [], weights: parts.targets.map((target) => (target === null ? 0 : weight)) };
}

function readComments(folder: string): Lesson[] {
  const groups = READERS['goemotions-group'](join(folder, 'group-train.tsv'));
  const byId = new Map(groups.map((row) => [row.id, row]));
  return READERS['goemotions-ekman'](join(folder, 'ekman-train.tsv')).map(({ id, text, emotions }) => {
    const group = byId.get(id);
    const targets = [
      group ? shared(group, 'sentiment') : null,
      shared({ emotions, sentiment: [] }, 'emotions'),
    ];
    const comment = lesson({ text, domain: 'goemotions', targets }, 1);
    const [sentiment = 0, ofEmotions = 0] = comment.weights;
    return { ...comment, weights: [group?.ambiguous ? sentiment * AMBIGUOUS_WEIGHT : sentiment, ofEmotions] };
  });
}

/**
 * Returns the target of a row: its labels share one equally. A comment labelled joy and surprise is
 * half of each, because the model's emotions sum to one too.
 */
function shared(row: Pick<Labelled, 'sentiment' | 'emotions'>, head: 'sentiment' | 'emotions') {
  if (row[head].length === 0) return null;
  const target = new Float64Array(head === 'sentiment' ? SENTIMENTS.length : EMOTIONS.length);
  for (const label of row[head]) target[label] = 1 / row[head].length;
  return target;
}

function oneOf<Name extends string>(names: readonly Name[], name: Name): Float64Array {
  return Float64Array.from(names, (each) => (each === name ? 1 : 0));
}
