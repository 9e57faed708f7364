import { readFileSync } from 'node:fs';
import { EMOTIONS, named, type Probabilities, SENTIMENTS } from '../heads.ts';
import { softmax } from '../network/pool.ts';
import { openReader, type Reader } from '../network/reader.ts';
import { decodeModel } from '../network/text-model.ts';
import { featuresOf, wordFeature } from '../text/features.ts';
import { isCounted, type Tokens, tokenize } from '../text/model-tokens.ts';
import type { Lexicon } from './lexicon.ts';
import { type LinearHeads, openHeads } from './linear-head.ts';

/** Sentiment and emotions of a text: probabilities between 0 and 1, each group summing to one. */
export interface Affect {
  readonly sentiment: Probabilities<(typeof SENTIMENTS)[number]>;
  readonly emotions: Probabilities<(typeof EMOTIONS)[number]>;
}

/**
 * Increment with every change of weights or features, so that results of older models are
 * recomputed.
 */
export const AFFECT_VERSION = 3;

/**
 * Minimum share of known words. A text in another language contains some known words by chance;
 * below this share the model returns null.
 */
const KNOWN_SHARE = 0.4;

/**
 * Each head has features and a lexicon of its own: they learn from different texts, and a head that
 * shared those of the other would change with its texts.
 */
interface Model {
  /** Of sentiment and of emotions. */
  readonly heads: LinearHeads;
  /** A second opinion on both: its log-odds are added to those of the heads, in the same order. */
  readonly network: Reader;
}

let loaded: Model | undefined;

/**
 * Estimates sentiment and emotions of English texts, one result each in the same order. Null if a
 * text has no words (an emoji counts as one) or too few that the model knows.
 */
export function readAffect(texts: readonly string[]): (Affect | null)[] {
  loaded ??= load();
  const model = loaded;
  return texts.map((text) => readOne(model, text));
}

function load(): Model {
  const read = (name: string) => readFileSync(new URL(name, import.meta.url));
  return {
    heads: openHeads([read('sentiment.bin'), read('emotions.bin')]),
    network: openReader(decodeModel(read('network.bin'))),
  };
}

function readOne({ heads, network }: Model, text: string): Affect | null {
  const tokens = tokenize(text);
  if (!isReadable(tokens, heads.lexicons[0]!)) return null;
  const ofHeads = heads.odds(tokens, featuresOf(tokens, { pieces: true }));
  const sums = network.odds(tokens);
  let from = 0;
  for (const odds of ofHeads) {
    for (let k = 0; k < odds.length; k += 1) sums[from + k]! += odds[k]!;
    softmax(sums.subarray(from, from + odds.length));
    from += odds.length;
  }
  return { sentiment: named(SENTIMENTS, sums, 0), emotions: named(EMOTIONS, sums, SENTIMENTS.length) };
}

/** Returns whether enough of the words are known. */
function isReadable({ words }: Tokens, { index }: Lexicon): boolean {
  const proper = words.filter(isCounted);
  const known = proper.filter((word) => index.find(wordFeature(word, false)) >= 0).length;
  return known > 0 && known >= KNOWN_SHARE * proper.length;
}
