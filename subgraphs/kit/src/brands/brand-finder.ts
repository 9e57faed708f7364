import { type OffsetMap, originalOffsets } from '../text/search/spans.ts';
import { judge, type LetterCase, letterCaseOf } from './brand-context.ts';
import { type BrandTerms, phrasesOf } from './brand-phrases.ts';
import { indexPhrases, type PartText, type Place, placesIn } from './brand-places.ts';

/** An occurrence of a brand's name in a text. */
export interface BrandOccurrence {
  /** Id of the brand. */
  readonly brand: string;
  /** The name or alias that matched, as configured. */
  readonly phrase: string;
  /** Index of the part of the text, and offsets in it. */
  readonly part: number;
  readonly start: number;
  readonly end: number;
  /** Whether it names the brand. */
  readonly counts: boolean;
  /** How likely it names the brand, from 0 to 1. */
  readonly confidence: number;
  /** Why it counts or does not, as the predicate of a sentence: "is written in lower case". */
  readonly reason: string;
  /** A handle that may be the brand's and is none of its names; null for other occurrences. */
  readonly handle: string | null;
}

/**
 * Returns the ids of the brands that a text names. Its parts (title, body) are searched separately.
 */
export type BrandFinder = (parts: readonly string[], community?: string | null) => string[];

/** Creates a finder of brands that are tracked together; reuse it for many texts. */
export function brandFinder(brands: readonly BrandTerms[]): BrandFinder {
  const judgements = judgementFinder(brands);
  return (parts, community) => [
    ...new Set(
      judgements(parts, community).flatMap(({ counts, place }) => (counts ? [place.phrase.brand] : [])),
    ),
  ];
}

/** Returns all occurrences of brands in a text, those that do not count included. */
export type OccurrenceFinder = (parts: readonly string[], community?: string | null) => BrandOccurrence[];

/** Creates a finder that explains; reuse it for many texts. */
export function brandOccurrences(brands: readonly BrandTerms[]): OccurrenceFinder {
  const judgements = judgementFinder(brands);
  return (parts, community) => {
    const offsetsIn = oncePer((text: PartText) => originalOffsets(text.original, text.normal));
    return judgements(parts, community).map((judged) => toOccurrence(judged, offsetsIn(judged.place.text)));
  };
}

/** A place and whether it names its brand. */
interface JudgedPlace extends Pick<BrandOccurrence, 'counts' | 'confidence' | 'reason'> {
  readonly place: Place;
}

function judgementFinder(brands: readonly BrandTerms[]) {
  const index = indexPhrases(brands.flatMap(phrasesOf));
  return (parts: readonly string[], community: string | null = null): JudgedPlace[] => {
    const found: Place[] = [];
    for (const [part, text] of parts.entries()) found.push(...placesIn(text, part, index));
    return found.length === 0 ? [] : judged(found, community);
  };
}

/** Decides which places count. */
function judged(found: readonly Place[], community: string | null): JudgedPlace[] {
  const rejection = rejectionOf(found);
  const names = found
    .filter(({ kind }) => kind === 'name' || kind === 'handle')
    .map((place) => ({ place, against: rejection(place) }));
  const certain = new Set(
    names.flatMap(({ place: { phrase, kind }, against }) =>
      !phrase.isCommon && kind === 'name' && against === null ? [phrase.brand] : [],
    ),
  );
  const letterCaseIn = oncePer(({ tokens }: PartText): LetterCase => letterCaseOf(tokens));
  return names.map(({ place, against }) => {
    if (against !== null) return { place, counts: false, confidence: 0, reason: against };
    if (!place.phrase.isCommon) return { place, counts: true, confidence: 1, reason: 'is its name' };
    const isNamedOtherwise = certain.has(place.phrase.brand);
    const { confidence, reason } = judge({
      normal: place.text.normal,
      tokens: place.text.tokens,
      letterCase: letterCaseIn(place.text),
      at: place.at,
      name: place.phrase.text,
      community,
      isNamedOtherwise,
      hasOtherBrand: certain.size > (isNamedOtherwise ? 1 : 0),
    });
    return { place, counts: confidence >= 0.5, confidence, reason };
  });
}

/**
 * Returns a function that says why an occurrence does not name its brand, all context aside; null
 * if it may.
 */
function rejectionOf(all: readonly Place[]): (place: Place) => string | null {
  const stopped = new Set(all.flatMap(({ phrase, kind }) => (kind === 'stop' ? [phrase.brand] : [])));
  const hiding = hidingPlaces(all);
  return (place) => {
    if (place.kind === 'handle') return 'is a handle that is none of its names';
    if (place.otherName !== null) return place.otherName;
    if (stopped.has(place.phrase.brand)) return 'is in a text with an excluded phrase';
    const longer = hiding(place);
    if (!longer) return null;
    const same = longer.phrase.brand === place.phrase.brand;
    return `is within ${same ? 'the excluded phrase' : 'the longer name'} “${longer.phrase.text}”`;
  };
}

/**
 * Returns a function that finds what hides an occurrence. It looks at the few places that begin
 * early enough and not too early to contain it, so that a text full of names takes linear time.
 */
function hidingPlaces(all: readonly Place[]): (place: Place) => Place | undefined {
  const key = (part: number, at: number) => `${part} ${at}`;
  const byWord = Map.groupBy(all, ({ text, at }) => key(text.part, at));
  const longest = all.reduce((most, { phrase }) => Math.max(most, phrase.words.length), 0);
  return (place) => {
    for (let at = place.at - longest + 1; at <= place.at; at++) {
      const other = byWord.get(key(place.text.part, at))?.find((each) => hides(each, place));
      if (other) return other;
    }
    return undefined;
  };
}

/** Whether a longer name of another brand or an excluded phrase contains an occurrence. */
function hides(other: Place, place: Place): boolean {
  const same = other.phrase.brand === place.phrase.brand;
  if (other.kind !== (same ? 'exclude' : 'name')) return false;
  const around = other.start <= place.start && other.end >= place.end;
  return around && (same || other.end - other.start > place.end - place.start);
}

/** Returns a function that computes the value of each key once. */
function oncePer<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key)!;
  };
}

function toOccurrence(
  { place: { phrase, kind, text, at, start, end }, ...judgement }: JudgedPlace,
  offsets: OffsetMap,
): BrandOccurrence {
  return {
    brand: phrase.brand,
    phrase: phrase.text,
    part: text.part,
    start: offsets(start).start,
    end: offsets(end - 1).end,
    handle: kind === 'handle' ? text.tokens[at]!.surface : null,
    ...judgement,
  };
}
