import { lexiconMarks } from '../../src/affect/lexicon.ts';
import type { Weights } from '../../src/affect/weights.ts';
import { EMOTIONS, SENTIMENTS } from '../../src/heads.ts';
import { featureValue } from '../../src/network/pool.ts';
import { openReader } from '../../src/network/reader.ts';
import { decodeModel, encodeModel, type TextModel } from '../../src/network/text-model.ts';
import { featuresOf } from '../../src/text/features.ts';
import { type Tokens, tokenize } from '../../src/text/model-tokens.ts';
import { type Calibration, calibrate } from '../calibrate.ts';
import type { Lesson } from '../lessons.ts';
import { placesOf, vocabularyOf } from '../network/feature-vocabulary.ts';
import { type Combination, combine } from './combine.ts';
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

/** The trained parts of the sentiment model, whose log-odds are added. */
export interface TaughtSentiment {
  readonly linear: Weights;
  readonly network: TextModel;
}

/** Trains a network on some of the lessons. */
export type TrainNetwork = (lessons: readonly Lesson[]) => TextModel;

/** A lesson that has labels for a head. */
interface Row extends Example {
  readonly lesson: Lesson;
  readonly tokens: Tokens;
  readonly heldOut: boolean;
}

/**
 * Trains the linear head and the network of sentiments. Deterministic, as is `teachEmotions`: the
 * same lessons and version give bit-identical weights.
 */
export function teachSentiment(
  lessons: readonly Lesson[],
  version: number,
  trainNetwork: TrainNetwork,
): TaughtSentiment {
  const { rows, features, lexicon } = rowsOf(lessons, 0);
  const trained = rows.filter(({ heldOut }) => !heldOut);
  const network = trainNetwork(trained.map(({ lesson }) => lesson));
  const learn = (some: readonly Row[]) => fit(some, features.length, SENTIMENTS.length, SETTINGS);
  const { weights, shift } = weigh(
    rows.filter(({ heldOut }) => heldOut),
    learn(trained),
    network,
  );
  const linear = scaled(learn(rows), { slope: weights[0]!, shift });
  return {
    linear: encoded(linear, { version, features, lexicon }),
    network: scaledNetwork(network, weights[1]!),
  };
}

/** Trains the head of emotions. */
export function teachEmotions(lessons: readonly Lesson[], version: number): Weights {
  const { rows, features, lexicon } = rowsOf(lessons, 1);
  const learn = (some: readonly Row[]) => fit(some, features.length, EMOTIONS.length, SETTINGS);
  const early = learn(rows.filter(({ heldOut }) => !heldOut));
  const calibration = calibrate(
    rows
      .filter(({ heldOut }) => heldOut)
      .map(({ places, target }) => ({ odds: oddsOf(early, places, featureValue(places.length)), target })),
  );
  const linear = learn(rows);
  return encoded(calibration ? scaled(linear, calibration) : linear, { version, features, lexicon });
}

/** Returns the lessons that have labels for a head, with its features and lexicon. */
function rowsOf(lessons: readonly Lesson[], head: number) {
  const tokens = lessons.map(({ text }) => tokenize(text));
  const lexicon = lexiconWithout(lessons, tokens, undefined);
  const texts = readFeatures(lessons, tokens);
  const { features, index } = vocabularyOf(texts, MOST_FEATURES);
  const rows = lessons.flatMap((lesson, at): Row[] => {
    const target = lesson.targets[head];
    if (!target) return [];
    const places = placesOf(index, texts[at]!);
    const heldOut = at % HELD_OUT === 0;
    return [{ lesson, tokens: tokens[at]!, places, target, weight: lesson.weights[head]!, heldOut }];
  });
  return { rows, features, lexicon };
}

/**
 * Weighs the linear head and the network on held-out rows. Comments, tweets and own posts have the
 * same total weight: calibrated on comments alone, the model doubts complaints in posts.
 */
function weigh(heldOut: readonly Row[], linear: Linear, network: TextModel): Combination {
  const reader = openReader(decodeModel(encodeModel(network)));
  const ofDomain = Map.groupBy(heldOut, ({ lesson }) => lesson.domain);
  const rows = heldOut.map(({ lesson, tokens, places, target }) => ({
    odds: [oddsOf(linear, places, featureValue(places.length)), reader.odds(tokens)],
    target,
    weight: 1 / ofDomain.get(lesson.domain)!.length,
  }));
  return combine(rows, 2, SENTIMENTS.length);
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

function scaled({ biases, weights }: Linear, { slope, shift }: Calibration): Linear {
  return {
    biases: biases.map((bias, k) => slope * bias + shift[k]!),
    weights: weights.map((weight) => slope * weight),
  };
}

/** Multiplies the log-odds of a network. */
function scaledNetwork({ vectors, network }: TextModel, by: number): TextModel {
  const multiplied = (values: Float32Array) => values.map((value) => value * by);
  const { output, biases, scales } = network;
  return {
    vectors,
    network: {
      ...network,
      output: multiplied(output),
      biases: multiplied(biases),
      scales: multiplied(scales),
    },
  };
}

function encoded(
  linear: Linear,
  { version, features, lexicon }: Pick<Weights, 'version' | 'features'> & { lexicon: LearntLexicon },
): Weights {
  return { version, features, lexicon: lexicon.words, scores: lexicon.scores, ...quantizeHead(linear) };
}
