import type { Network, TextModel } from '../../src/network/text-model.ts';
import { featuresOf, wordFeature } from '../../src/text/features.ts';
import { type Tokens, tokenize } from '../../src/text/model-tokens.ts';
import { type Calibration, calibrate } from '../calibrate.ts';
import type { Lesson } from '../lessons.ts';
import { placesOf, type Vocabulary, vocabularyOf } from './feature-vocabulary.ts';
import { classesOf, initialParameters, type Parameters, type Sizes } from './network-parameters.ts';
import { quantizeFeatures, quantizeVectors } from './quantize.ts';
import { seeded, shuffle } from './random.ts';
import { type Example, Trainer, type TrainerSettings } from './trainer.ts';
import type { WordVocabulary } from './word-vocabulary.ts';

/** How a network is trained. */
export interface NetworkSettings extends TrainerSettings {
  readonly version: number;
  readonly heads: readonly number[];
  readonly filters: number;
  readonly epochs: number;
  readonly mostFeatures: number;
  /** Whether the features include pieces of words. */
  readonly pieces: boolean;
}

/** One in this many texts is held out for calibration. */
const HELD_OUT = 12;

/** Maximum number of held-out texts of each domain, so that none dominates the calibration. */
const MOST_OF_DOMAIN = 400;

/** Words of a text that training reads: more would only take longer. */
const MOST_WORDS = 150;

/**
 * Trains a network and the vectors of its words. Deterministic: the same lessons, vectors and
 * settings give bit-identical weights.
 */
export function trainModel(
  lessons: readonly Lesson[],
  pretrained: WordVocabulary,
  settings: NetworkSettings,
  report: (line: string) => void,
): TextModel {
  const vectors = { ...pretrained, values: Float64Array.from(pretrained.values) };
  const { examples, vocabulary, sizes } = examplesOf(lessons, vectors, settings);
  const random = seeded(7);
  const parameters = initialParameters(sizes, random);
  const trainer = new Trainer({
    sizes,
    parameters,
    vectors: { values: vectors.values, squares: new Float32Array(vectors.words.length).fill(0.01) },
    settings,
    random,
  });
  const trained = examples.filter((_, row) => row % HELD_OUT !== 0);
  const heldOut = examples.filter((_, row) => row % HELD_OUT === 0);
  train(trainer, trained, settings.epochs, random, report);
  return {
    vectors: quantizeVectors(vectors),
    network: networkOf(parameters, vocabulary, settings, calibrations(trainer, heldOut, sizes)),
  };
}

/** Returns the lessons as examples of a network, with its features and sizes. */
function examplesOf(
  lessons: readonly Lesson[],
  vectors: Omit<WordVocabulary, 'values'>,
  settings: NetworkSettings,
) {
  const tokens = lessons.map(({ text }) => tokenize(text));
  const features = tokens.map((each, row) =>
    featuresOf(each, { pieces: settings.pieces, marks: lessons[row]!.marks }),
  );
  const vocabulary = vocabularyOf(features, settings.mostFeatures);
  const domains = [...new Set(lessons.map(({ domain }) => domain))];
  const sizes: Sizes = {
    dimensions: vectors.dimensions,
    filters: settings.filters,
    heads: settings.heads,
    features: vocabulary.features.length,
    domains: domains.length,
  };
  const examples = lessons.map((lesson, row) =>
    exampleOf(lesson, domains.indexOf(lesson.domain), wordsOf(tokens[row]!, vectors), {
      features: placesOf(vocabulary.index, features[row]!),
      sizes,
    }),
  );
  return { examples, vocabulary, sizes };
}

function train(
  trainer: Trainer,
  examples: readonly Example[],
  epochs: number,
  random: () => number,
  report: (line: string) => void,
): void {
  const order = Int32Array.from(examples, (_, index) => index);
  const steps = epochs * examples.length;
  let done = 0;
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    shuffle(order, random);
    for (const index of order) {
      trainer.step(examples[index]!, 1 - done / steps);
      done += 1;
    }
    report(`epoch ${epoch} of ${epochs}`);
  }
}

function wordsOf({ words }: Tokens, { index }: Pick<WordVocabulary, 'index'>): Int32Array {
  return Int32Array.from(words.slice(0, MOST_WORDS), (word) => index.find(wordFeature(word, false)));
}

function exampleOf(
  lesson: Lesson,
  domain: number,
  words: Int32Array,
  { features, sizes }: { features: Int32Array; sizes: Sizes },
): Example {
  const target = new Float64Array(classesOf(sizes));
  let from = 0;
  for (const [head, classes] of sizes.heads.entries()) {
    target.set(lesson.targets[head] ?? [], from);
    from += classes;
  }
  return { words, features, target, weights: lesson.weights, domain };
}

/** Calibrates each head on held-out texts of all domains; a head without labels stays as it is. */
function calibrations(trainer: Trainer, heldOut: readonly Example[], sizes: Sizes): Calibration[] {
  let from = 0;
  return sizes.heads.map((classes, head) => {
    const start = from;
    from += classes;
    const labelled = heldOut.filter(({ weights }) => weights[head]! > 0);
    const balanced = [...Map.groupBy(labelled, ({ domain }) => domain).values()].flatMap((rows) =>
      rows.slice(0, MOST_OF_DOMAIN),
    );
    const rows = balanced.map((example) => ({
      odds: trainer.odds(example).subarray(start, start + classes),
      target: example.target.subarray(start, start + classes),
    }));
    return calibrate(rows) ?? { slope: 1, shift: new Float64Array(classes) };
  });
}

/** Applies the calibrations to the weights, and quantizes the features. */
function networkOf(
  { windows, offsets, output, biases, features }: Parameters,
  vocabulary: Vocabulary,
  { version, heads, filters, pieces }: NetworkSettings,
  calibrated: readonly Calibration[],
): Network {
  const slopes = calibrated.flatMap(({ slope, shift }) => Array.from(shift, () => slope));
  const shifts = calibrated.flatMap(({ shift }) => [...shift]);
  const classes = biases.length;
  return {
    version,
    hasPieces: pieces,
    heads: Uint32Array.from(heads),
    windows: Float32Array.from(windows),
    offsets: Float32Array.from(offsets),
    output: Float32Array.from(output, (weight, at) => weight * slopes[Math.floor(at / filters)]!),
    biases: Float32Array.from(biases, (bias, k) => slopes[k]! * bias + shifts[k]!),
    features: vocabulary.features,
    ...quantizeFeatures(
      features.map((weight, at) => weight * slopes[at % classes]!),
      classes,
    ),
  };
}
