import { phraseQuery } from '../text/search/lexemes.ts';
import { type BrandPhrase, type BrandTerms, phrasesOf } from './brand-phrases.ts';

/** The search condition of a brand, as tsquery literals for vectors of `searchVector`. */
export interface BrandQuery {
  readonly id: string;
  /** Matches texts that may name the brand; null if no name has a word. */
  readonly named: string | null;
  /** Matches texts that do not name the brand, even if `named` matches them. */
  readonly never: string | null;
  /** Matches those of `named` that only the `BrandFinder` can decide. */
  readonly doubtful: string | null;
}

/**
 * Returns the search condition of each brand. A phrase that is one word longer than a name ("Air
 * France" for "Air") is part of the query, as an excluded neighbour, which is 20 times faster than
 * reading the texts. The `BrandFinder` decides on longer phrases, names with significant signs
 * (`C++`) or next to one, common words, amounts ("3M") and compound hashtags ("#NotionTips").
 */
export function brandQueries(brands: readonly BrandTerms[]): BrandQuery[] {
  const phrases = brands.map((brand) => phrasesOf(brand));
  return brands.map(({ id }, index) => {
    const own = phrases[index]!;
    const others = phrases.flatMap((each, at) => (at === index ? [] : namesIn(each)));
    const excludes = own.filter(({ kind }) => kind === 'exclude');
    const stops = own.filter(({ kind }) => kind === 'stop');
    const names = namesIn(own).map((name) => nameQuery(name, others, excludes));
    return {
      id,
      named: anyOf(names.map(({ query }) => query)),
      never: anyOf(stops.filter((phrase) => !hasSigns(phrase)).map(queryOf)),
      doubtful: anyOf([...names.flatMap(({ doubtful }) => doubtful), ...stops.filter(hasSigns).map(queryOf)]),
    };
  });
}

function namesIn(phrases: readonly BrandPhrase[]): BrandPhrase[] {
  return phrases.filter(({ kind }) => kind === 'name');
}

/**
 * Builds the condition of one name: its occurrences, except those that a neighbour extends to a
 * longer phrase; and the conditions under which the text must be read.
 */
function nameQuery(name: BrandPhrase, others: readonly BrandPhrase[], excludes: readonly BrandPhrase[]) {
  const before: string[] = [];
  const after: string[] = [];
  const hashtags = hashtagQuery(name);
  const isAmount = /^\p{N}/u.test(name.words[0]!.word);
  const doubtful = [
    ...(hasSigns(name) || name.isCommon || isAmount ? [queryOf(name)] : signedQueries(name)),
    ...(hashtags === null ? [] : [hashtags]),
  ];
  const isExclude = new Set(excludes);
  for (const phrase of [...others.filter(({ text }) => text !== name.text), ...excludes]) {
    if (!contains(phrase, name)) continue;
    const neighbour = hasSigns(phrase) || hasSigns(name) ? null : neighbourOf(name, phrase);
    // Another brand with exactly the same words matches the same occurrences.
    if (neighbour === 'none' && !isExclude.has(phrase)) continue;
    if (neighbour === null || neighbour === 'none') doubtful.push(queryOf(phrase));
    else (neighbour.side === 'before' ? before : after).push(neighbour.word);
  }
  const plain = withNeighbours(name, before, after);
  return { query: hashtags === null ? plain : `(${plain}) | ${hashtags}`, doubtful };
}

/** Matches hashtags that begin with a name; null if none count. */
function hashtagQuery({ isBeginning, words }: BrandPhrase): string | null {
  return isBeginning ? `'#${words.map(({ word }) => word).join('')}':*` : null;
}

/** Matches occurrences of a name directly before a sign that makes another name of it: `C++`. */
function signedQueries({ words }: BrandPhrase): string[] {
  const [last, ...reversed] = words.map(({ word }) => `'${word}'`).reverse();
  const start = reversed.reverse().map((word) => `${word} <-> `);
  return ['+', '#'].map((sign) => `${start.join('')}${last!.slice(0, -1)}${sign}'`);
}

/** Whether the words of `name` occur in `phrase`, adjacent and in order. */
function contains(phrase: BrandPhrase, name: BrandPhrase): boolean {
  return ` ${wordsIn(phrase)} `.includes(` ${wordsIn(name)} `);
}

/**
 * Returns the one word that a phrase has in addition to a name; null if it has several, `none` if
 * they are equal.
 */
function neighbourOf(name: BrandPhrase, phrase: BrandPhrase) {
  const own = name.words.map(({ word }) => word);
  const all = phrase.words.map(({ word }) => word);
  if (all.length === own.length) return 'none';
  if (all.length !== own.length + 1) return null;
  const first = own.every((word, index) => all[index] === word);
  const last = own.every((word, index) => all[index + 1] === word);
  // "No no" has "no" at both ends.
  if (first && last) return null;
  return first
    ? ({ side: 'after', word: all.at(-1)! } as const)
    : ({ side: 'before', word: all[0]! } as const);
}

function withNeighbours(name: BrandPhrase, before: readonly string[], after: readonly string[]): string {
  const not = (words: readonly string[]) => `!(${words.map((word) => `'${word}'`).join(' | ')})`;
  return [
    ...(before.length > 0 ? [not(before)] : []),
    queryOf(name),
    ...(after.length > 0 ? [not(after)] : []),
  ].join(' <-> ');
}

/** A brand is recognised by its words alone, see `brandFinder`. */
function queryOf(phrase: BrandPhrase): string {
  return phraseQuery(wordsIn(phrase))!;
}

function wordsIn({ words }: BrandPhrase): string {
  return words.map(({ word }) => word).join(' ');
}

function hasSigns({ words }: BrandPhrase): boolean {
  return words.some(({ before, after }) => before !== '' || after !== '');
}

function anyOf(queries: readonly string[]): string | null {
  return queries.length === 0 ? null : [...new Set(queries)].map((query) => `(${query})`).join(' | ');
}
