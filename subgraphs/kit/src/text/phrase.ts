/**
 * Phrase search that does not depend on a text parser or a locale: we split text into words
 * ourselves and pass the finished tsvector and tsquery to PostgreSQL. Words are runs of letters,
 * digits and their marks in NFKC and lower case; a character of a script that is written without
 * spaces (Chinese, Japanese, Thai …) is a separate word, so that any run of them is found as a
 * phrase.
 */

const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}\p{M}]+/gu;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const UNSPACED_ALL = new RegExp(UNSPACED.source, 'gu');

/** Limits of PostgreSQL: 2 kB per word, positions up to 16,383, 256 positions per word. */
const LONGEST_WORD = 100;
const LAST_POSITION = 16_383;
const MOST_POSITIONS = 255;
/** Positions between title and body, so that no phrase spans both. */
const GAP = 16;

/** Returns the words of a text, in order. */
export function wordsOf(text: string): string[] {
  return (foldText(text).match(WORD) ?? []).map((word) => word.slice(0, LONGEST_WORD));
}

/**
 * Normalises text before it is split into words: NFKC, lower case, spaces around characters of
 * unspaced scripts.
 */
export function foldText(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase();
  // Most texts have no such characters.
  return UNSPACED.test(folded) ? folded.replace(UNSPACED_ALL, ' $& ') : folded;
}

/** A word and its offset in the folded text. */
export interface PlacedWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Returns the words of a folded text with their offsets, in order. */
export function placedWords(folded: string): PlacedWord[] {
  return [...folded.matchAll(WORD)].map(({ 0: word, index: start }) => ({
    word: word.slice(0, LONGEST_WORD),
    start,
    end: start + word.length,
  }));
}

/** Returns title and body as a tsvector literal. */
export function searchVector(title: string, body: string): string {
  const positions = new Map<string, number[]>();
  const add = (words: readonly string[], start: number) => {
    for (let index = 0; index < words.length && start + index <= LAST_POSITION; index++) {
      const word = words[index]!;
      const known = positions.get(word);
      if (!known) positions.set(word, [start + index]);
      else if (known.length < MOST_POSITIONS) known.push(start + index);
    }
  };
  const titleWords = wordsOf(title);
  add(titleWords, 1);
  add(wordsOf(body), titleWords.length + 1 + GAP);
  let vector = '';
  for (const [word, at] of positions) vector += `'${word}':${at.join(',')} `;
  return vector;
}

/** The search condition of a phrase. */
export interface PhraseQuery {
  /** A tsquery literal; null if the phrase has no word, so that nothing can match. */
  readonly query: string | null;
  /**
   * Names within the phrase whose signs carry meaning (`c++`, `.net`, `#hashtag`, `$aapl`), in
   * lower case: title or body must also contain each of them; empty if words alone decide.
   */
  readonly literals: readonly string[];
}

/** Words with a sign before or after that is part of them. */
export const NAMES =
  /(?<![\p{L}\p{N}\p{M}])[.#@$]\p{L}[\p{L}\p{N}\p{M}]*|[\p{L}\p{N}\p{M}]+[+#]+(?![\p{L}\p{N}])/gu;

/** Returns the search condition of a keyword. */
export function phraseQuery(keyword: string): PhraseQuery {
  const words = wordsOf(keyword);
  return {
    query: words.length === 0 ? null : words.map((word) => `'${word}'`).join(' <-> '),
    literals: keyword.toLowerCase().match(NAMES) ?? [],
  };
}
