import { readFileSync } from 'node:fs';
import type { Pretrained } from './network/word-vocabulary.ts';

/** Number of pretrained vectors read, most frequent words first. */
const MOST_PRETRAINED = 48_000;

/** A valence, from -4 to 4, is halved, so that it is as large as the other dimensions. */
const VALENCE_SCALE = 0.5;

/**
 * Reads word vectors, with the word's valence in a lexicon as one more dimension: vectors of words
 * are near if they are used alike, as good and bad are.
 */
export function readPretrained(vectorsPath: string, lexiconPath: string): Pretrained {
  const valences = readLexicon(lexiconPath);
  const { vectors, dimensions } = JSON.parse(readFileSync(vectorsPath, 'utf8')) as {
    dimensions: number;
    vectors: Record<string, number[]>;
  };
  const valenceOf = (word: string) => (valences.get(word) ?? 0) * VALENCE_SCALE;
  // Numbers come first among an object's keys, and are one word to the models. Some vectors have
  // more numbers after their own.
  const read = Object.entries(vectors)
    .filter(([word]) => !/^\d+$/.test(word))
    .slice(0, MOST_PRETRAINED)
    .map(([word, numbers]) => [word, [...numbers.slice(0, dimensions), valenceOf(word)]] as const);
  const known = new Map(read);
  const rare = [...valences.keys()].filter((word) => !known.has(word));
  const origin = new Array<number>(dimensions).fill(0);
  return new Map([...read, ...rare.map((word) => [word, [...origin, valenceOf(word)]] as const)]);
}

/** Reads a lexicon: per line a word and its mean valence, separated by tabs. */
function readLexicon(path: string): Map<string, number> {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [word = '', valence = ''] = line.split('\t');
      return [word, Number(valence)] as const;
    }),
  );
}
