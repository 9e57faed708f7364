import { type BrandTerms, containsPhrase, kindsOf } from './brands.ts';
import { phraseQuery } from './lexemes.ts';
import { NAMES } from './signs.ts';
import { wordsOf } from './tokens.ts';

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
 * reading the texts. Longer phrases, and names with significant signs (`C++`), are left to the
 * `BrandFinder`.
 */
export function brandQueries(brands: readonly BrandTerms[]): BrandQuery[] {
  return brands.map((brand) => {
    const others = brands.flatMap(({ id, names }) => (id === brand.id ? [] : names));
    const phrases = kindsOf(brand).filter(({ kind }) => kind !== 'name');
    const excludes = phrases.filter(({ kind }) => kind === 'exclude').map(({ text }) => text);
    const stops = phrases.filter(({ kind }) => kind === 'stop').map(({ text }) => text);
    const names = brand.names.map((name) => nameQuery(name, others, excludes));
    return {
      id: brand.id,
      named: anyOf(names.map(({ query }) => query)),
      never: anyOf(stops.filter((text) => !hasSigns(text)).map(queryOf)),
      doubtful: anyOf([...names.flatMap(({ doubtful }) => doubtful), ...stops.filter(hasSigns)].map(queryOf)),
    };
  });
}

/**
 * Builds the condition of one name: its occurrences, except those that a neighbour extends to a
 * longer phrase.
 */
function nameQuery(name: string, others: readonly string[], excludes: readonly string[]) {
  const before: string[] = [];
  const after: string[] = [];
  const doubtful = hasSigns(name) ? [name] : [];
  for (const text of [...others.filter((other) => other !== name), ...excludes]) {
    if (!containsPhrase(text, name)) continue;
    const neighbour = hasSigns(text) || hasSigns(name) ? null : neighbourOf(name, text);
    // Another brand with exactly the same words matches the same occurrences.
    if (neighbour === 'none' && !excludes.includes(text)) continue;
    if (neighbour === null || neighbour === 'none') doubtful.push(text);
    else (neighbour.side === 'before' ? before : after).push(neighbour.word);
  }
  return { query: withNeighbours(name, before, after), doubtful };
}

/**
 * Returns the one word that a phrase has in addition to a name; null if it has several, `none` if
 * they are equal.
 */
function neighbourOf(name: string, text: string) {
  const own = wordsOf(name);
  const all = wordsOf(text);
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

function withNeighbours(name: string, before: readonly string[], after: readonly string[]): string | null {
  const query = queryOf(name);
  if (query === null) return null;
  const not = (words: readonly string[]) => `!(${words.map((word) => `'${word}'`).join(' | ')})`;
  return [...(before.length > 0 ? [not(before)] : []), query, ...(after.length > 0 ? [not(after)] : [])].join(
    ' <-> ',
  );
}

/** A brand is recognised by its words alone, see `brandFinder`. */
function queryOf(phrase: string): string | null {
  return phraseQuery(wordsOf(phrase).join(' '));
}

function hasSigns(text: string): boolean {
  return text.search(NAMES) !== -1;
}

function anyOf(queries: readonly (string | null)[]): string | null {
  const found = queries.filter((query) => query !== null);
  return found.length === 0 ? null : found.map((query) => `(${query})`).join(' | ');
}
