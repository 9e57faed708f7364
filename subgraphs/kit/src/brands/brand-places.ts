import { type Token, wordTokensOf } from '../text/search/tokens.ts';
import type { BrandPhrase, PhraseKind } from './brand-phrases.ts';

/** A phrase in a text; a compound hashtag ("#NotionTips") and an unknown handle begin with it. */
export interface Place {
  readonly phrase: BrandPhrase;
  readonly kind: PhraseKind | 'handle';
  readonly text: PartText;
  /** Index of its first word, and offsets in the part's NFKC form, signs included. */
  readonly at: number;
  readonly start: number;
  readonly end: number;
  /** Why the signs around it make another name of it; null if they do not. */
  readonly otherName: string | null;
}

/** A part of a text and its words. */
export interface PartText {
  readonly part: number;
  readonly original: string;
  readonly normal: string;
  readonly tokens: readonly Token[];
}

/** The phrases by their first word, and those that hashtags and handles may begin with. */
export interface PhraseIndex {
  readonly byFirst: ReadonlyMap<string, readonly BrandPhrase[]>;
  readonly firsts: readonly string[];
  readonly beginnings: readonly BrandPhrase[];
  /** Handles that are names of a brand. */
  readonly words: ReadonlySet<string>;
}

/** Prepares phrases for `placesIn`. */
export function indexPhrases(phrases: readonly BrandPhrase[]): PhraseIndex {
  const byFirst = Map.groupBy(phrases, ({ words }) => words[0]!.word);
  return {
    byFirst,
    firsts: [...byFirst.keys()],
    beginnings: phrases.filter(({ isBeginning }) => isBeginning),
    words: new Set(phrases.filter(({ words }) => words.length === 1).map(({ words }) => words[0]!.word)),
  };
}

/** Returns the places of all phrases in a part of a text, in its order. */
export function placesIn(original: string, part: number, index: PhraseIndex): Place[] {
  if (index.firsts.length === 0) return [];
  const normal = original.normalize('NFKC');
  const lower = normal.toLowerCase();
  // Most texts name no brand: cutting a text into words costs more than looking for the first ones.
  if (!index.firsts.some((word) => lower.includes(word))) return [];
  const tokens = wordTokensOf(normal);
  const text: PartText = { part, original, normal, tokens };
  const places: Place[] = [];
  for (const [at, token] of tokens.entries()) {
    for (const phrase of index.byFirst.get(token.word) ?? []) {
      const place = placeAt(text, at, phrase);
      if (place) places.push(place);
    }
    const sign = normal[token.start - 1];
    if ((sign === '#' || sign === '@') && !index.words.has(token.word))
      places.push(...compoundsAt(text, at, index, sign));
  }
  return places;
}

/** Returns the phrase at a word of the text; null if its words or signs differ. */
function placeAt(text: PartText, at: number, phrase: BrandPhrase): Place | null {
  const { normal, tokens } = text;
  const { words } = phrase;
  for (const [offset, { word, before, after }] of words.entries()) {
    const token = tokens[at + offset];
    if (token?.word !== word) return null;
    if (before && normal.slice(token.start - before.length, token.start).toLowerCase() !== before)
      return null;
    if (after && normal.slice(token.end, token.end + after.length) !== after) return null;
  }
  const start = tokens[at]!.start - words[0]!.before.length;
  const end = tokens[at + words.length - 1]!.end + words.at(-1)!.after.length;
  return {
    phrase,
    kind: phrase.kind,
    text,
    at,
    start,
    end,
    otherName: otherName(normal, start, end, phrase),
  };
}

/** Signs after a word that make another name of it: `C++`, `C#`. */
const MOST_SIGNS = 4;
const NAME_SIGNS = /^[+#]+(?!\p{L})/u;

/** Returns why the signs around an occurrence make another name or an amount of it. */
function otherName(normal: string, start: number, end: number, { words }: BrandPhrase): string | null {
  const [first, last] = [words[0]!, words.at(-1)!];
  const [before, after] = [normal[start - 1] ?? '', normal[end] ?? ''];
  const startsWithDigit = /^\p{N}/u.test(first.word);
  if (!first.before && startsWithDigit && /[\p{Sc}.,]/u.test(before)) return 'is part of an amount';
  if (startsWithDigit && /\p{Sc}/u.test(after)) return 'is part of an amount';
  const signs = last.after ? null : NAME_SIGNS.exec(normal.slice(end, end + MOST_SIGNS));
  return signs && `is part of “${normal.slice(start, end)}${signs[0]}”`;
}

/** Endings of compound hashtags without capitals: "#notiontips". */
const ENDINGS =
  /^(?:s|app|apps|tips?|hacks?|fail|fails|sucks|down|outage|support|love|lovers?|fans?|life|news|deals?|review|reviews|community|users?|team|hq|official|alternative|alternatives|templates?|setup|gate|day|week|challenge)$/;

/**
 * Returns the compound hashtags and the unknown handles that begin with a brand's name, once per
 * brand.
 */
function compoundsAt(text: PartText, at: number, { beginnings }: PhraseIndex, sign: '#' | '@'): Place[] {
  const { start, end, word, surface } = text.tokens[at]!;
  const brands = new Set<string>();
  return beginnings.flatMap((phrase): Place[] => {
    const name = phrase.words.map((each) => each.word).join('');
    const isHandle = sign === '@';
    const begins = isHandle ? mayBeHandleOf(word, phrase) : word.startsWith(name) && word !== name;
    if (!begins || brands.has(phrase.brand)) return [];
    if (!isHandle && !endsName(surface.slice(name.length)) && !ENDINGS.test(word.slice(name.length)))
      return [];
    brands.add(phrase.brand);
    const kind = isHandle ? ('handle' as const) : phrase.kind;
    return [{ phrase, kind, text, at, start: start - 1, end, otherName: null }];
  });
}

/** Whether the rest of a hashtag is a word of its own: "Tips" of "#NotionTips", "2026". */
function endsName(rest: string): boolean {
  return /^(?:\p{Lu}|\p{N})/u.test(rest);
}

const LEAST_HANDLE = 5;

/** Whether a handle looks like the brand's: "notionhq", or "americanair" of "American Airlines". */
function mayBeHandleOf(handle: string, { words }: BrandPhrase): boolean {
  const name = words.map(({ word }) => word).join('');
  if (handle.startsWith(name)) return handle.length <= 2 * name.length + LEAST_HANDLE;
  const isLonger = handle.length >= LEAST_HANDLE && handle.length > words[0]!.word.length + 1;
  return words.length > 1 && isLonger && name.startsWith(handle);
}
