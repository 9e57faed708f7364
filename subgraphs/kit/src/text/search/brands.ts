import { NAMES } from './signs.ts';
import { foldText, wordsOf, wordTokensOf } from './tokens.ts';

/**
 * How one brand is recognised in texts; the rules are those of `BrandMatch` in `shared.graphql`.
 */
export interface BrandTerms {
  readonly id: string;
  /** Its name, then its aliases. */
  readonly names: readonly string[];
  readonly excludes: readonly string[];
}

/**
 * Returns the ids of the brands that a text names. Its parts (title, body) are searched separately.
 */
export type BrandFinder = (parts: readonly string[]) => string[];

/**
 * The role of a phrase for its brand: a name; an exclude, which discards the names within it; or a
 * stop, an exclude without a name in it, which discards the whole text.
 */
export type PhraseKind = 'name' | 'exclude' | 'stop';

/** A phrase to search for. */
interface Phrase {
  /** The id of its brand. */
  readonly brand: string;
  readonly kind: PhraseKind;
  /** The first word. A text without it is not searched by the pattern, which is slow to fail. */
  readonly first: string;
  readonly pattern: RegExp;
}

/** An occurrence of a phrase in a folded text, including its signs. */
interface Place {
  readonly phrase: Phrase;
  readonly start: number;
  readonly end: number;
}

/** Creates a finder of brands that are tracked together; reuse it for many texts. */
export function brandFinder(brands: readonly BrandTerms[]): BrandFinder {
  const phrases = brands.flatMap((brand) =>
    kindsOf(brand).flatMap(({ text, kind }) => {
      const found = patternOf(text);
      return found ? [{ brand: brand.id, kind, ...found }] : [];
    }),
  );
  return (parts) => {
    const named = new Set<string>();
    const stopped = new Set<string>();
    for (const part of parts) {
      const places = placesIn(foldText(part), phrases);
      for (const place of places) {
        if (place.phrase.kind === 'stop') stopped.add(place.phrase.brand);
        else if (counts(place, places)) named.add(place.phrase.brand);
      }
    }
    return [...named].filter((brand) => !stopped.has(brand));
  };
}

/** Lists the phrases of a brand with their kinds. */
export function kindsOf({ names, excludes }: BrandTerms): { text: string; kind: PhraseKind }[] {
  return [
    ...names.map((text) => ({ text, kind: 'name' as const })),
    ...excludes.map((text) => ({
      text,
      kind: names.some((name) => containsPhrase(text, name)) ? ('exclude' as const) : ('stop' as const),
    })),
  ];
}

/** Whether the words of `phrase` occur in `text`, adjacent and in order. */
export function containsPhrase(text: string, phrase: string): boolean {
  return ` ${wordsOf(text).join(' ')} `.includes(` ${wordsOf(phrase).join(' ')} `);
}

/**
 * Whether an occurrence names its brand: it is a name, and not inside a longer name of another
 * brand or an excluded phrase.
 */
function counts(place: Place, all: readonly Place[]): boolean {
  if (place.phrase.kind !== 'name') return false;
  return !all.some((other) => {
    const same = other.phrase.brand === place.phrase.brand;
    if (other.phrase.kind !== (same ? 'exclude' : 'name')) return false;
    const around = other.start <= place.start && other.end >= place.end;
    return around && (same || other.end - other.start > place.end - place.start);
  });
}

function placesIn(folded: string, phrases: readonly Phrase[]): Place[] {
  const places: Place[] = [];
  for (const phrase of phrases) {
    if (!folded.includes(phrase.first)) continue;
    phrase.pattern.lastIndex = 0;
    for (let found = phrase.pattern.exec(folded); found; found = phrase.pattern.exec(folded)) {
      places.push({ phrase, start: found.index, end: found.index + found[0].length });
      // Two occurrences of one phrase may overlap: "no no" occurs twice in "no no no".
      phrase.pattern.lastIndex = found.index + 1;
    }
  }
  return places;
}

const WORD_CHARACTER = String.raw`[\p{L}\p{N}\p{M}]`;
const OTHER_CHARACTER = String.raw`[^\p{L}\p{N}\p{M}]`;
const SYNTAX = /[\\^$.*+?()[\]{}|/-]/g;

/**
 * Returns the pattern of a phrase in a folded text; null if it has no word. Signs that are part of
 * a name are required: `c++`.
 */
function patternOf(text: string): Pick<Phrase, 'first' | 'pattern'> | null {
  const folded = foldText(text);
  const words = wordTokensOf(folded);
  if (words.length === 0) return null;
  const signed = [...folded.matchAll(NAMES)].map(({ 0: name, index }) => ({
    start: index,
    end: index + name.length,
  }));
  const parts = words.map(({ word, start, end }) => {
    const around = signed.find((name) => name.start <= start && name.end >= end) ?? { start, end };
    const before = escaped(folded.slice(around.start, start));
    const after = escaped(folded.slice(end, around.end));
    // A sign is not a word character, so it also delimits the word.
    return `${before || `(?<!${WORD_CHARACTER})`}${escaped(word)}${after || `(?!${WORD_CHARACTER})`}`;
  });
  return { first: words[0]!.word, pattern: new RegExp(parts.join(`${OTHER_CHARACTER}*`), 'gu') };
}

function escaped(text: string): string {
  return text.replace(SYNTAX, '\\$&');
}
