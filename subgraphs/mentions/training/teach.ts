import { featuresOf } from '../src/analysis/model/features.ts';
import { lexiconMarks } from '../src/analysis/model/lexicon.ts';
import { type Tokens, tokenize } from '../src/analysis/model/model-tokens.ts';
import { featureValue } from '../src/analysis/model/score.ts';
import type { Weights } from '../src/analysis/model/weights.ts';
import { type Calibration, calibrate } from './calibrate.ts';
import { placesOf, vocabularyOf } from './feature-vocabulary.ts';
import { type Example, type FitSettings, fit, type Linear, oddsOf } from './fit.ts';
import { HEAD_CLASSES, type Head, type Labelled, targetOf } from './labelled.ts';
import { type LearntLexicon, learnLexicon } from './learn-lexicon.ts';
import { quantize } from './quantize.ts';

/** A labelled row with its weight for each head. */
export interface Lesson extends Labelled {
  weights: Readonly<Record<Head, number>>;
}

/** Keeps the file under 2 MB, at four bytes per feature, one per class, and the lexicon. */
const MOST_FEATURES = 133_000;

/** One in this many rows is held out for calibration. */
const HELD_OUT = 10;

/**
 * Number of folds. A row's marks come from a lexicon learnt without its fold, so that its label
 * does not leak.
 */
const FOLDS = 5;

const SETTINGS: FitSettings = { epochs: 6, rate: 0.2, decay: 5e-4 };

/** Trains both heads. Deterministic: the same lessons and version give bit-identical weights. */
export function teach(lessons: readonly Lesson[], version: number): Weights {
  const tokens = lessons.map(({ text }) => tokenize(text));
  const lexicon = lexiconWithout(lessons, tokens, undefined);
  const texts = readFeatures(lessons, tokens);
  const { features, index } = vocabularyOf(texts, MOST_FEATURES);
  const places = texts.map((text) => placesOf(index, text));
  const heads = (['sentiment', 'emotions'] as const).map((head) =>
    teachHead(head, lessons, places, features.length),
  );
  return {
    version,
    features,
    lexicon: lexicon.words,
    scores: lexicon.scores,
    ...quantize(heads, features.length),
  };
}

function readFeatures(lessons: readonly Lesson[], tokens: readonly Tokens[]): Uint32Array[] {
  const lexicons = Array.from({ length: FOLDS }, (_, fold) => lexiconWithout(lessons, tokens, fold));
  return tokens.map((each, row) => featuresOf(each, lexiconMarks(each, lexicons[row % FOLDS]!)));
}

function lexiconWithout(
  lessons: readonly Lesson[],
  tokens: readonly Tokens[],
  fold: number | undefined,
): LearntLexicon {
  const rated = lessons.flatMap((lesson, row) => {
    if (row % FOLDS === fold || lesson.sentiment.length === 0) return [];
    return [
      { tokens: tokens[row]!, target: targetOf(lesson, 'sentiment'), weight: lesson.weights.sentiment },
    ];
  });
  return learnLexicon(rated);
}

/**
 * Calibrates a head trained without the held-out rows, then trains on all rows and applies that
 * calibration.
 */
function teachHead(
  head: Head,
  lessons: readonly Lesson[],
  places: readonly Int32Array[],
  features: number,
): Linear {
  const rows = lessons.flatMap((lesson, row): (Example & { heldOut: boolean })[] => {
    if (lesson[head].length === 0) return [];
    const heldOut = row % HELD_OUT === 0;
    return [{ places: places[row]!, target: targetOf(lesson, head), weight: lesson.weights[head], heldOut }];
  });
  const learn = (examples: readonly Example[]) =>
    fit(examples, features, HEAD_CLASSES[head].length, SETTINGS);
  const early = learn(rows.filter(({ heldOut }) => !heldOut));
  const tried = rows.filter(({ heldOut }) => heldOut);
  const calibration = calibrate(
    tried.map((row) => ({
      odds: oddsOf(early, row.places, featureValue(row.places.length)),
      target: row.target,
    })),
  );
  return calibratedHead(learn(rows), calibration);
}

function calibratedHead({ biases, weights }: Linear, { slope, shift }: Calibration): Linear {
  return {
    biases: biases.map((bias, k) => slope * bias + shift[k]!),
    weights: weights.map((weight) => slope * weight),
  };
}
