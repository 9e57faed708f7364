import { featuresOf, wordFeature } from '../text/features.ts';
import { isCounted, type Tokens, tokenize } from '../text/model-tokens.ts';
import { featureValue, pool, softmax } from './pool.ts';
import { openProjections } from './projections.ts';
import type { Network, OpenModel } from './text-model.ts';

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
  const output = byFilter(network);
  const placesOf = ({ words }: Tokens) => words.map((word) => model.words.find(wordFeature(word, false)));
  const oddsAt = (tokens: Tokens, places: readonly number[], marks: readonly string[]) => {
    const pooled = pool(places.map(project), network.offsets);
    const hasFeatures = network.features.length > 0;
    const features = hasFeatures ? featuresOf(tokens, { pieces: network.hasPieces, marks }) : NO_FEATURES;
    return oddsOf(model, output, pooled, features);
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

/**
 * Returns the log-odds of a text's features and pooled responses. `output` has, per filter, one
 * weight for each class: the classes' sums do not wait for each other.
 */
function oddsOf(
  { network, features: index }: OpenModel,
  output: Float32Array,
  pooled: Float64Array,
  features: Uint32Array,
): Float64Array {
  const { biases, scales, values } = network;
  const classes = biases.length;
  const odds = new Float64Array(classes);
  let known = 0;
  for (let at = 0; at < features.length; at += 1) {
    const place = index.find(features[at]!);
    if (place < 0) continue;
    known += 1;
    for (let k = 0; k < classes; k += 1) odds[k]! += values[place * classes + k]!;
  }
  const value = featureValue(known);
  for (let k = 0; k < classes; k += 1) odds[k] = biases[k]! + odds[k]! * value * scales[k]!;
  for (let filter = 0; filter < pooled.length; filter += 1) {
    const response = pooled[filter]!;
    if (response === 0) continue;
    const start = filter * classes;
    for (let k = 0; k < classes; k += 1) odds[k]! += output[start + k]! * response;
  }
  return odds;
}

/** Returns the weights of the filters by filter; the file has them by class. */
function byFilter({ output, offsets, biases }: Network): Float32Array {
  const [filters, classes] = [offsets.length, biases.length];
  return output.map((_, at) => output[(at % classes) * filters + Math.floor(at / classes)]!);
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
