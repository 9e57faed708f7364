import { lexiconMarks } from '../../src/affect/lexicon.ts';
import type { Weights } from '../../src/affect/weights.ts';
import { featureValue } from '../../src/network/pool.ts';
import { featuresOf } from '../../src/text/features.ts';
import { type Tokens, tokenize } from '../../src/text/model-tokens.ts';
import { type Calibration, calibrate } from '../calibrate.ts';
import { AFFECT_HEADS, type Lesson } from '../lessons.ts';
import { placesOf, vocabularyOf } from '../network/feature-vocabulary.ts';
import { type Example, type FitSettings, fit, type Linear, oddsOf } from './fit.ts';
import { type LearntLexicon, learnLexicon } from './learn-lexicon.ts';
import { quantizeHeads } from './quantize-heads.ts';

/** Keeps the file under 2 MB, at four bytes per feature, one per class, and the lexicon. */
const MOST_FEATURES = 133_000;

/** One in this many texts is held out for calibration. */
const HELD_OUT = 10;

/**
 * Number of folds. A row's marks come from a lexicon learnt without its fold, so that its label
 * does not leak.
 */
const FOLDS = 5;

const SETTINGS: FitSettings = { epochs: 6, rate: 0.2, decay: 5e-4 };

/** Trains both heads. Deterministic: the same lessons and version give bit-identical weights. */
export function teachAffect(lessons: readonly Lesson[], version: number): Weights {
  const tokens = lessons.map(({ text }) => tokenize(text));
  const lexicon = lexiconWithout(lessons, tokens, undefined);
  const texts = readFeatures(lessons, tokens);
  const { features, index } = vocabularyOf(texts, MOST_FEATURES);
  const places = texts.map((text) => placesOf(index, text));
  const heads = AFFECT_HEADS.map((_, head) => teachHead(head, lessons, places, features.length));
  return {
    version,
    features,
    lexicon: lexicon.words,
    scores: lexicon.scores,
    ...quantizeHeads(heads, features.length),
  };
}

function readFeatures(lessons: readonly Lesson[], tokens: readonly Tokens[]): Uint32Array[] {
  const lexicons = Array.from({ length: FOLDS }, (_, fold) => lexiconWithout(lessons, tokens, fold));
  return tokens.map((each, row) =>
    featuresOf(each, { pieces: true, marks: lexiconMarks(each, lexicons[row % FOLDS]!) }),
  );
}

function lexiconWithout(
  lessons: readonly Lesson[],
  tokens: readonly Tokens[],
  fold: number | undefined,
): LearntLexicon {
  const rated = lessons.flatMap((lesson, row) => {
    const [target] = lesson.targets;
    if (row % FOLDS === fold || !target) return [];
    return [{ tokens: tokens[row]!, target, weight: lesson.weights[0]! }];
  });
  return learnLexicon(rated);
}

/**
 * Calibrates a head trained without the held-out rows, then trains on all rows and applies that
 * calibration.
 */
function teachHead(
  head: number,
  lessons: readonly Lesson[],
  places: readonly Int32Array[],
  features: number,
): Linear {
  const rows = lessons.flatMap((lesson, row): (Example & { heldOut: boolean })[] => {
    const target = lesson.targets[head];
    const heldOut = row % HELD_OUT === 0;
    return target ? [{ places: places[row]!, target, weight: lesson.weights[head]!, heldOut }] : [];
  });
  const learn = (examples: readonly Example[]) => fit(examples, features, AFFECT_HEADS[head]!, SETTINGS);
  const early = learn(rows.filter(({ heldOut }) => !heldOut));
  const tried = rows.filter(({ heldOut }) => heldOut);
  const calibration = calibrate(
    tried.map((row) => ({
      odds: oddsOf(early, row.places, featureValue(row.places.length)),
      target: row.target,
    })),
  );
  return calibration ? calibratedHead(learn(rows), calibration) : learn(rows);
}

function calibratedHead({ biases, weights }: Linear, { slope, shift }: Calibration): Linear {
  return {
    biases: biases.map((bias, k) => slope * bias + shift[k]!),
    weights: weights.map((weight) => slope * weight),
  };
}
