/**
 * Phrase search that does not depend on a text parser or a locale: we cut text into words ourselves and give
 * PostgreSQL the finished tsvector and tsquery. Words are runs of letters, digits and their marks in NFKC and lower
 * case; a character of a script that is written without spaces (Chinese, Japanese, Thai …) is a word of its own,
 * so that any run of them is found as the phrase it is.
 */

const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}\p{M}]+/gu;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const UNSPACED_ALL = new RegExp(UNSPACED.source, 'gu');

/** PostgreSQL's bounds: 2 kB a word, positions up to 16,383, 256 positions a word. */
const LONGEST_WORD = 100;
const LAST_POSITION = 16_383;
const MOST_POSITIONS = 255;
/** Words between title and body, so that no phrase reaches from one into the other. */
const GAP = 16;

/** The words of a text, in order. */
export function wordsOf(text: string): string[] {
  const folded = text.normalize('NFKC').toLowerCase();
  // Spaces around the characters of unspaced scripts, only where there are any: most texts have none.
  const spaced = UNSPACED.test(folded) ? folded.replace(UNSPACED_ALL, ' $& ') : folded;
  return (spaced.match(WORD) ?? []).map((word) => word.slice(0, LONGEST_WORD));
}

/** Title and body as a tsvector literal. */
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

/** How to find a phrase. */
export interface PhraseQuery {
  /** A tsquery literal; null when the phrase has no word, and so nothing can match. */
  readonly query: string | null;
  /**
   * Text that title or body must also contain, in lower case: the phrase itself where it has a sign that carries
   * meaning (`C++`, `.NET`, `#hashtag`, `$AAPL`); null where words alone decide.
   */
  readonly literal: string | null;
}

/** Signs that are part of names, before or after a word. */
const MEANT = /(^|\s)[.#@$]\p{L}|[\p{L}\p{N}][+#]+(\s|$)/u;

/** What to ask PostgreSQL for a keyword. */
export function phraseQuery(keyword: string): PhraseQuery {
  const words = wordsOf(keyword);
  return {
    query: words.length === 0 ? null : words.map((word) => `'${word}'`).join(' <-> '),
    literal: MEANT.test(keyword) ? keyword.trim().toLowerCase() : null,
  };
}
