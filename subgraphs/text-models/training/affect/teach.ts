import { lexiconMarks } from '../../src/affect/lexicon.ts';
import type { Weights } from '../../src/affect/weights.ts';
import { EMOTIONS, SENTIMENTS } from '../../src/heads.ts';
import { featureValue } from '../../src/network/pool.ts';
import { openReader } from '../../src/network/reader.ts';
import { decodeModel, encodeModel, type TextModel } from '../../src/network/text-model.ts';
import { featuresOf } from '../../src/text/features.ts';
import { type Tokens, tokenize } from '../../src/text/model-tokens.ts';
import { type Calibration, calibrate, type HeldOut, temper } from '../calibrate.ts';
import type { AffectLessons, Lesson } from '../lessons.ts';
import { placesOf, vocabularyOf } from '../network/feature-vocabulary.ts';
import { combine, combinedOdds } from './combine.ts';
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

/**
 * Domains whose texts people wrote. Only these set the slope: the project's own posts are clearer,
 * and with them the probabilities for real tweets came out too extreme.
 */
const HUMAN = new Set(['goemotions', 'tweets']);

const SETTINGS: FitSettings = { epochs: 6, rate: 0.2, decay: 5e-4 };

/** The trained parts of the model: log-odds of a head and the network are added. */
export interface TaughtAffect {
  readonly sentiment: Weights;
  readonly emotions: Weights;
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
 * Trains the linear heads and the network of sentiments and emotions. Deterministic: the same
 * lessons and version give bit-identical weights.
 */
export function teachAffect(
  { sentiment, emotions, reviews }: AffectLessons,
  version: number,
  trainNetwork: TrainNetwork,
): TaughtAffect {
  const [ofSentiment, ofEmotions] = [rowsOf(sentiment, 0), rowsOf(emotions, 1)];
  const network = trainNetwork([...sentiment.filter((_, at) => !isHeldOut(at)), ...reviews]);
  const reader = openReader(decodeModel(encodeModel(network)));
  const oddsOfNetwork = ({ tokens }: Row) => reader.odds(tokens);
  const first = teachHead(ofSentiment, SENTIMENTS.length, (row) =>
    oddsOfNetwork(row).subarray(0, SENTIMENTS.length),
  );
  const second = teachHead(ofEmotions, EMOTIONS.length, (row) =>
    oddsOfNetwork(row).subarray(SENTIMENTS.length),
  );
  const raised = raiseRare(second);
  return {
    sentiment: encoded(scaled(first.linear, first.ofLinear), { version, ...ofSentiment }),
    emotions: encoded(scaled(second.linear, raised.ofLinear), { version, ...ofEmotions }),
    network: scaledNetwork(network, [
      ...SENTIMENTS.map(() => first.ofNetwork),
      ...EMOTIONS.map(() => raised.ofNetwork),
    ]),
  };
}

/** A linear head, and how its log-odds and those of the network are combined. */
interface TaughtHead {
  readonly linear: Linear;
  readonly ofLinear: Calibration;
  readonly ofNetwork: number;
  /** The combined log-odds of the held-out rows. */
  readonly heldOut: readonly HeldOut[];
}

/**
 * Fits a linear head, and weighs it and the network on held-out rows. All domains count, however
 * few their rows: calibrated on comments alone, the model doubts complaints in posts. Those that
 * people wrote count twice.
 */
function teachHead(
  { rows, features }: Pick<ReturnType<typeof rowsOf>, 'rows' | 'features'>,
  classes: number,
  oddsOfNetwork: (row: Row) => Float64Array,
): TaughtHead {
  const learn = (some: readonly Row[]) => fit(some, features.length, classes, SETTINGS);
  const early = learn(rows.filter(({ heldOut }) => !heldOut));
  const heldOut = rows.filter((row) => row.heldOut);
  const ofDomain = Map.groupBy(heldOut, ({ lesson }) => lesson.domain);
  const combined = heldOut.map((row) => ({
    odds: [oddsOf(early, row.places, featureValue(row.places.length)), oddsOfNetwork(row)],
    target: row.target,
    weight: (isHuman(row) ? 2 : 1) / ofDomain.get(row.lesson.domain)!.length,
  }));
  const { weights, shift } = combine(combined, 2, classes);
  const judged = combined.map(({ odds, target }) => ({
    odds: combinedOdds(odds, { weights, shift }),
    target,
  }));
  const slope = temper(judged.filter((_, at) => isHuman(heldOut[at]!)));
  return {
    linear: learn(rows),
    ofLinear: { slope: slope * weights[0]!, shift: shift.map((each) => slope * each) },
    ofNetwork: slope * weights[1]!,
    heldOut: judged.map(({ odds, target }) => ({ odds: odds.map((each) => slope * each), target })),
  };
}

function isHuman({ lesson }: Row): boolean {
  return HUMAN.has(lesson.domain);
}

/** Raises rare classes, see {@link calibrate}. */
function raiseRare({ ofLinear, ofNetwork, heldOut }: TaughtHead): Pick<TaughtHead, 'ofLinear' | 'ofNetwork'> {
  const { slope, shift } = calibrate(heldOut)!;
  return {
    ofLinear: {
      slope: slope * ofLinear.slope,
      shift: ofLinear.shift.map((each, k) => slope * each + shift[k]!),
    },
    ofNetwork: slope * ofNetwork,
  };
}

/** Returns whether a lesson is held out, by its position: the heads begin with the same lessons. */
function isHeldOut(at: number): boolean {
  return at % HELD_OUT === 0;
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
    const weight = lesson.weights[head]!;
    return [{ lesson, tokens: tokens[at]!, places, target, weight, heldOut: isHeldOut(at) }];
  });
  return { rows, features, lexicon };
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

/** Multiplies the log-odds of a network, which has no features, by a factor for each class. */
function scaledNetwork({ vectors, network }: TextModel, by: readonly number[]): TextModel {
  const { output, biases, offsets } = network;
  return {
    vectors,
    network: {
      ...network,
      output: output.map((value, at) => value * by[Math.floor(at / offsets.length)]!),
      biases: biases.map((value, k) => value * by[k]!),
    },
  };
}

function encoded(
  linear: Linear,
  { version, features, lexicon }: Pick<Weights, 'version' | 'features'> & { lexicon: LearntLexicon },
): Weights {
  return { version, features, lexicon: lexicon.words, scores: lexicon.scores, ...quantizeHead(linear) };
}
