import { lexiconMarks } from '../../src/affect/lexicon.ts';
import type { Weights } from '../../src/affect/weights.ts';
import { featureValue } from '../../src/network/pool.ts';
import { featuresOf } from '../../src/text/features.ts';
import { type Tokens, tokenize } from '../../src/text/model-tokens.ts';
import { calibrate, calibrateDomains } from '../calibrate.ts';
import type { Head } from '../labelled.ts';
import { AFFECT_HEADS, type Lesson } from '../lessons.ts';
import { placesOf, vocabularyOf } from '../network/feature-vocabulary.ts';
import { type Example, type FitSettings, fit, type Linear, oddsOf } from './fit.ts';
import { type LearntLexicon, learnLexicon } from './learn-lexicon.ts';
import { quantizeHead } from './quantize-head.ts';

/** Keeps the files below 3 MB together: four bytes per feature, and one per class. */
const MOST_FEATURES = 133_000;

/** One in this many texts is held out for calibration. */
const HELD_OUT = 10;

/**
 * Number of folds. A row's marks come from a lexicon learnt without its fold, so that its label
 * does not leak.
 */
const FOLDS = 5;

const SETTINGS: FitSettings = { epochs: 6, rate: 0.2, decay: 5e-4 };

/** The position of a head among the targets of a lesson. */
const HEADS = { sentiment: 0, emotions: 1 } as const;

/** Sentiments have several domains, emotions have rare classes. */
const CALIBRATIONS = { sentiment: calibrateDomains, emotions: calibrate };

/** A row that is trained on, or held out for calibration. */
interface TriedExample extends Example {
  readonly domain: string;
  readonly heldOut: boolean;
}

/** Trains a head. Deterministic: the same lessons and version give bit-identical weights. */
export function teachHead(name: Head, lessons: readonly Lesson[], version: number): Weights {
  const tokens = lessons.map(({ text }) => tokenize(text));
  const lexicon = lexiconWithout(lessons, tokens, undefined);
  const texts = readFeatures(lessons, tokens);
  const { features, index } = vocabularyOf(texts, MOST_FEATURES);
  const head = HEADS[name];
  const rows = lessons.flatMap(({ targets, weights, domain }, row): TriedExample[] => {
    const target = targets[head];
    if (!target) return [];
    const places = placesOf(index, texts[row]!);
    return [{ places, target, weight: weights[head]!, domain, heldOut: row % HELD_OUT === 0 }];
  });
  const linear = calibratedHead(name, rows, features.length);
  return { version, features, lexicon: lexicon.words, scores: lexicon.scores, ...quantizeHead(linear) };
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
function calibratedHead(name: Head, rows: readonly TriedExample[], features: number): Linear {
  const classes = AFFECT_HEADS[HEADS[name]]!;
  const learn = (examples: readonly Example[]) => fit(examples, features, classes, SETTINGS);
  const early = learn(rows.filter(({ heldOut }) => !heldOut));
  const calibration = CALIBRATIONS[name](
    rows
      .filter(({ heldOut }) => heldOut)
      .map(({ places, target, domain }) => ({
        odds: oddsOf(early, places, featureValue(places.length)),
        target,
        domain,
      })),
  );
  const { biases, weights } = learn(rows);
  if (!calibration) return { biases, weights };
  const { slope, shift } = calibration;
  return {
    biases: biases.map((bias, k) => slope * bias + shift[k]!),
    weights: weights.map((weight) => slope * weight),
  };
}
