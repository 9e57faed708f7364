import { featuresOf, wordFeature } from '../text/features.ts';
import { isCounted, type Tokens, tokenize } from '../text/model-tokens.ts';
import { featureValue, pool, softmax, WINDOW } from './pool.ts';
import type { OpenModel, Vectors } from './text-model.ts';

/** Reads texts with a model. */
export interface Reader {
  /**
   * Returns the probabilities of the classes of all heads, in order, each head summing to one; null
   * if the text has too few known words. `marks` are properties that the words do not show.
   */
  read(text: string, marks?: readonly string[]): Float64Array | null;
  /** Returns the log-odds of the classes of all heads, in order, also of unknown words. */
  odds(tokens: Tokens, marks?: readonly string[]): Float64Array;
}

/**
 * Minimum share of known words. A short text in another language has some known words by chance;
 * below this share nothing is returned.
 */
const KNOWN_SHARE = 0.4;

const NO_FEATURES = new Uint32Array();

/** Opens a reader. */
export function openReader(model: OpenModel): Reader {
  const { network } = model;
  const project = openProjections(model);
  const placesOf = ({ words }: Tokens) => words.map((word) => model.words.find(wordFeature(word, false)));
  const oddsAt = (tokens: Tokens, places: readonly number[], marks: readonly string[]) => {
    const { values } = pool(places.map(project), network.offsets);
    const hasFeatures = network.features.length > 0;
    const features = hasFeatures ? featuresOf(tokens, { pieces: network.hasPieces, marks }) : NO_FEATURES;
    return oddsOf(model, values, features);
  };
  return {
    odds: (tokens, marks = []) => oddsAt(tokens, placesOf(tokens), marks),
    read(text, marks = []) {
      const tokens = tokenize(text);
      const places = placesOf(tokens);
      if (!isReadable(tokens, places)) return null;
      const odds = oddsAt(tokens, places, marks);
      let from = 0;
      for (const classes of network.heads) {
        softmax(odds.subarray(from, from + classes));
        from += classes;
      }
      return odds;
    },
  };
}

/** Maximum number of projections kept: frequent words return soon after they were dropped. */
const MOST_PROJECTIONS = 12_000;

/**
 * Returns a function that projects a word onto the windows of all filters. Projections are kept by
 * word of the vocabulary: that makes a text fifty times cheaper than convolving its vectors.
 */
function openProjections({ vectors, network: { windows, offsets } }: OpenModel) {
  const length = WINDOW * offsets.length;
  const unknown = new Float32Array(length);
  const projections = new Map<number, Float32Array>();
  return (place: number): Float32Array => {
    if (place < 0) return unknown;
    let projection = projections.get(place);
    if (projection === undefined) {
      if (projections.size === MOST_PROJECTIONS) projections.clear();
      projection = projectionOf(vectorAt(vectors, place), windows, length);
      projections.set(place, projection);
    }
    return projection;
  };
}

function vectorAt({ dimensions, scales, values }: Vectors, place: number): Float32Array {
  const start = place * dimensions;
  const scale = scales[place]!;
  const vector = new Float32Array(dimensions);
  for (let at = 0; at < dimensions; at += 1) vector[at] = values[start + at]! * scale;
  return vector;
}

/**
 * Multiplies the rows of `windows` by a vector. Four rows at a time take half of the time, because
 * each addition waits for the one before it in its row; every row has the same sum as alone.
 */
function projectionOf(vector: Float32Array, windows: Float32Array, length: number): Float32Array {
  const { length: dimensions } = vector;
  const projection = new Float32Array(length);
  const whole = length - (length % 4);
  for (let row = 0; row < whole; row += 4) {
    const start = row * dimensions;
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let at = 0; at < dimensions; at += 1) {
      const value = vector[at]!;
      const place = start + at;
      first += windows[place]! * value;
      second += windows[place + dimensions]! * value;
      third += windows[place + 2 * dimensions]! * value;
      fourth += windows[place + 3 * dimensions]! * value;
    }
    projection[row] = first;
    projection[row + 1] = second;
    projection[row + 2] = third;
    projection[row + 3] = fourth;
  }
  for (let row = whole; row < length; row += 1) {
    let sum = 0;
    for (let at = 0; at < dimensions; at += 1) sum += windows[row * dimensions + at]! * vector[at]!;
    projection[row] = sum;
  }
  return projection;
}

function oddsOf(
  { network, features: index }: OpenModel,
  pooled: Float64Array,
  features: Uint32Array,
): Float64Array {
  const { biases, output, scales, values } = network;
  const classes = biases.length;
  const sums = new Float64Array(classes);
  let known = 0;
  for (let at = 0; at < features.length; at += 1) {
    const place = index.find(features[at]!);
    if (place < 0) continue;
    known += 1;
    for (let k = 0; k < classes; k += 1) sums[k]! += values[place * classes + k]!;
  }
  const value = featureValue(known);
  for (let k = 0; k < classes; k += 1) {
    let odds = biases[k]! + sums[k]! * value * scales[k]!;
    const start = k * pooled.length;
    for (let filter = 0; filter < pooled.length; filter += 1)
      odds += output[start + filter]! * pooled[filter]!;
    sums[k] = odds;
  }
  return sums;
}

/** Returns whether enough of the words are known. */
function isReadable({ words }: Tokens, places: readonly number[]): boolean {
  let proper = 0;
  let known = 0;
  for (const [at, word] of words.entries()) {
    if (!isCounted(word)) continue;
    proper += 1;
    if (places[at]! >= 0) known += 1;
  }
  return known > 0 && known >= KNOWN_SHARE * proper;
}
