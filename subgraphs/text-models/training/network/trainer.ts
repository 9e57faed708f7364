import { featureValue, pool, softmax, WINDOW } from '../../src/network/pool.ts';
import { addScaled, dot, learnRow, learnVector, project } from './algebra.ts';
import { classesOf, filledWith, type Parameters, type Sizes } from './network-parameters.ts';
import { strongestPlaces } from './strongest-places.ts';

/** One training text. */
export interface Example {
  /** Positions of its words in the vectors; -1 for a word without a vector. */
  readonly words: Int32Array;
  /** Positions of its features in the vocabulary. */
  readonly features: Int32Array;
  /** Target distribution of the classes of all heads; 0 for those of a head without labels. */
  readonly target: Float64Array;
  /** Weight of the text for each head; 0 without labels. */
  readonly weights: readonly number[];
  readonly domain: number;
}

/** Hyperparameters, chosen on rows held out of the training data. */
export interface TrainerSettings {
  readonly filterRate: number;
  readonly featureRate: number;
  /** 0 leaves the vectors as they are. */
  readonly vectorRate: number;
  /** L2 decay of a feature's weights, applied whenever the feature occurs. */
  readonly decay: number;
  /** Share of the filters that are switched off at random for a text. */
  readonly dropout: number;
}

/** Word vectors as numbers: `dimensions` per word. */
export interface TrainedVectors {
  readonly values: Float64Array;
  /** Sum of squared gradients of each word. */
  readonly squares: Float32Array;
}

/** What a trainer changes, and how. */
export interface Training {
  readonly sizes: Sizes;
  readonly parameters: Parameters;
  readonly vectors: TrainedVectors;
  readonly settings: TrainerSettings;
  readonly random: () => number;
}

/** Trains a network one example at a time with AdaGrad. */
export class Trainer {
  readonly #training: Training;
  readonly #squares: Parameters;
  readonly #classes: number;
  /** The projections of the words of the current text. */
  readonly #projections: Float64Array[] = [];
  readonly #unknown: Float64Array;

  constructor(training: Training) {
    this.#training = training;
    this.#squares = filledWith(0.01, training.sizes);
    this.#classes = classesOf(training.sizes);
    this.#unknown = new Float64Array(WINDOW * training.sizes.filters);
  }

  /** Takes a step; `left` is the share of the training that is left, by which rates decay. */
  step(example: Example, left: number): void {
    const projections = this.#project(example);
    const { offsets } = this.#training.parameters;
    const pooled = pool(projections, offsets);
    const places = strongestPlaces(projections, offsets, pooled);
    this.#drop(pooled);
    const errors = this.#errorsOf(example, pooled);
    this.#learnFeatures(example, errors, left);
    const slopes = this.#learnOutput(example, errors, pooled, left);
    const ofWords = this.#learnFilters(example, slopes, places, left);
    const rate = this.#training.settings.vectorRate * left;
    if (rate > 0) for (const [word, each] of ofWords) learnVector(this.#training.vectors, word, each, rate);
  }

  /** Returns the log-odds of the classes, without the bias of the domain. */
  odds(example: Example): Float64Array {
    const { offsets } = this.#training.parameters;
    return this.#oddsFrom(example, pool(this.#project(example), offsets));
  }

  #project({ words }: Example): Float64Array[] {
    const { parameters, vectors, sizes } = this.#training;
    return Array.from(words, (word, at) => {
      if (word < 0) return this.#unknown;
      this.#projections[at] ??= new Float64Array(this.#unknown.length);
      project(parameters.windows, vectors.values, word * sizes.dimensions, this.#projections[at]);
      return this.#projections[at];
    });
  }

  #oddsFrom({ features }: Example, pooled: Float64Array): Float64Array {
    const { parameters } = this.#training;
    const value = featureValue(features.length);
    const odds = Float64Array.from(parameters.biases);
    for (const feature of features) {
      const from = feature * this.#classes;
      for (let k = 0; k < odds.length; k += 1) odds[k]! += parameters.features[from + k]! * value;
    }
    for (let k = 0; k < odds.length; k += 1)
      odds[k]! += dot(parameters.output, k * pooled.length, pooled, 0, pooled.length);
    return odds;
  }

  #drop(pooled: Float64Array): void {
    const { settings, random } = this.#training;
    for (let filter = 0; filter < pooled.length; filter += 1)
      pooled[filter] = random() < settings.dropout ? 0 : pooled[filter]! / (1 - settings.dropout);
  }

  /** Returns the gradient of the log-odds: prediction minus target, 0 for heads without labels. */
  #errorsOf(example: Example, pooled: Float64Array): Float64Array {
    const { parameters, sizes } = this.#training;
    const errors = this.#oddsFrom(example, pooled);
    const { target, weights } = example;
    const from = example.domain * this.#classes;
    for (let k = 0; k < errors.length; k += 1) errors[k]! += parameters.domains[from + k]!;
    let start = 0;
    for (const [head, length] of sizes.heads.entries()) {
      const part = errors.subarray(start, start + length);
      softmax(part);
      for (let k = 0; k < length; k += 1) part[k] = (part[k]! - target[start + k]!) * weights[head]!;
      start += length;
    }
    return errors;
  }

  #learnFeatures({ features }: Example, errors: Float64Array, left: number): void {
    const { settings, parameters } = this.#training;
    const weights = parameters.features;
    const sums = this.#squares.features;
    const value = featureValue(features.length);
    const rate = settings.featureRate * left;
    for (const feature of features) {
      for (let k = 0; k < errors.length; k += 1) {
        if (errors[k] === 0) continue;
        const at = feature * errors.length + k;
        const slope = errors[k]! * value + settings.decay * weights[at]!;
        sums[at]! += slope * slope;
        weights[at]! -= (rate * slope) / Math.sqrt(sums[at]!);
      }
    }
  }

  /** Learns the output and the biases; returns the gradient of the pooled responses. */
  #learnOutput({ domain }: Example, errors: Float64Array, pooled: Float64Array, left: number): Float64Array {
    const { output } = this.#training.parameters;
    const rate = this.#training.settings.filterRate * left;
    const slopes = new Float64Array(pooled.length);
    for (const [k, error] of errors.entries()) {
      if (error === 0) continue;
      this.#learn('biases', k, error, rate);
      this.#learn('domains', domain * errors.length + k, error, rate);
      for (let filter = 0; filter < pooled.length; filter += 1) {
        if (pooled[filter] === 0) continue;
        const at = k * pooled.length + filter;
        slopes[filter]! += error * output[at]!;
        this.#learn('output', at, error * pooled[filter]!, rate);
      }
    }
    return slopes;
  }

  /** Learns the filters that responded; returns the gradients of the words they responded to. */
  #learnFilters(
    { words }: Example,
    slopes: Float64Array,
    places: Int32Array,
    left: number,
  ): Map<number, Float64Array> {
    const { parameters, vectors, sizes, settings } = this.#training;
    const { dimensions, filters } = sizes;
    const rate = settings.filterRate * left;
    const ofWords = new Map<number, Float64Array>();
    for (let filter = 0; filter < filters; filter += 1) {
      const slope = slopes[filter]! / (1 - settings.dropout);
      if (slope === 0) continue;
      this.#learn('offsets', filter, slope, rate);
      for (let position = 0; position < WINDOW; position += 1) {
        const word = words[places[filter]! + position - 1] ?? -1;
        if (word < 0) continue;
        const row = (position * filters + filter) * dimensions;
        const ofWord = ofWords.get(word) ?? new Float64Array(dimensions);
        ofWords.set(word, ofWord);
        addScaled(ofWord, parameters.windows, row, slope);
        const vector = vectors.values.subarray(word * dimensions, (word + 1) * dimensions);
        learnRow(parameters.windows, this.#squares.windows, row, vector, slope, rate);
      }
    }
    return ofWords;
  }

  #learn(name: 'biases' | 'domains' | 'output' | 'offsets', at: number, slope: number, rate: number): void {
    const sums = this.#squares[name];
    sums[at]! += slope * slope;
    this.#training.parameters[name][at]! -= (rate * slope) / Math.sqrt(sums[at]!);
  }
}
