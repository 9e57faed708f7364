import type { Tokens } from './model-tokens.ts';
import { beginList, type NumberList } from './number-list.ts';

/**
 * Hash seeds per kind of feature, so that a word, a negated word, a pair of neighbours and a word
 * piece do not share a number.
 */
const SEED = { word: 0x9e3779b1, negated: 0x85ebca6b, pair: 0xc2b2ae35, piece: 0x27d4eb2f };

/** Read once, because it is called for every letter of every word piece. */
const { imul } = Math;

const PIECE_LENGTHS = [3, 4, 5];

/** Longer words are ids and laughter, whose pieces are not worth the time. */
const LONGEST_WORD_CUT = 24;

/** Maximum number of features of a word: plain, negated, and paired; and of its pieces. */
const MOST_OF_WORD = 3;
const MOST_PIECES = PIECE_LENGTHS.length * LONGEST_WORD_CUT;

/** What the features of a text contain besides its words. */
export interface FeatureOptions {
  /**
   * Whether to add the pieces of words: half of the time of a text, for words that are misspelt.
   */
  readonly pieces: boolean;
  /** Further marks of the text. */
  readonly marks?: readonly string[];
}

/** Returns the distinct feature numbers of a text, in order of first occurrence. */
export function featuresOf(
  { words, negated, marks }: Tokens,
  { pieces, marks: more = [] }: FeatureOptions,
): Uint32Array {
  const perWord = pieces ? MOST_OF_WORD + MOST_PIECES : MOST_OF_WORD;
  const found = beginList(1 + perWord * words.length + marks.length + more.length);
  let previous = hash('^', SEED.word);
  for (const [index, word] of words.entries()) {
    const number = wordFeature(word, false);
    found.add(number);
    found.add(pair(previous, number));
    if (negated[index]) found.add(wordFeature(word, true));
    if (pieces) addPieces(found, word);
    previous = number;
  }
  found.add(pair(previous, hash('$', SEED.word)));
  for (const mark of [...marks, ...more]) found.add(markFeature(mark));
  return found.values();
}

/** Returns the feature number of a word, negated or not. */
export function wordFeature(word: string, negated: boolean): number {
  return hash(word, negated ? SEED.negated : SEED.word);
}

/** Returns the feature number of a mark. */
export function markFeature(mark: string): number {
  return hash(mark, SEED.word);
}

/**
 * Adds the pieces of three to five letters, with word boundaries marked: they capture endings,
 * roots and unseen spellings.
 */
function addPieces(found: NumberList, word: string): void {
  if (word.length < 4 || word.length > LONGEST_WORD_CUT || word.startsWith('<')) return;
  const edged = `_${word}_`;
  for (const length of PIECE_LENGTHS) {
    for (let start = 0; start + length <= edged.length; start += 1) {
      found.add(hash(edged, SEED.piece, start, start + length));
    }
  }
}

/** FNV-1a over UTF-16 code units with MurmurHash3's finalizer, 32 bits. */
function hash(text: string, seed: number, from = 0, to = text.length): number {
  let h = seed;
  for (let index = from; index < to; index += 1) h = imul(h ^ text.charCodeAt(index), 0x01000193);
  return finish(h);
}

function pair(left: number, right: number): number {
  return finish(imul(left ^ SEED.pair, 0x01000193) ^ right);
}

function finish(value: number): number {
  let h = value;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
