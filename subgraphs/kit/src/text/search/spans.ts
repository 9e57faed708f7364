import { eachToken, type TextPart } from './text-index.ts';

/** Where a token of a `TextIndex` is in the text. */
export interface TokenSpan {
  readonly position: number;
  /** The token's compared form. */
  readonly word: string;
  readonly isEmoji: boolean;
  readonly inTitle: boolean;
  /** Offsets in the title or body as it was given. */
  readonly start: number;
  readonly end: number;
}

/** Returns the spans of all tokens of title and body, in order. */
export function tokenSpans(title: string, body: string): TokenSpan[] {
  const spans: TokenSpan[] = [];
  let part: TextPart | null = null;
  let toOriginal: OffsetMap = identity;
  eachToken(title, body, ({ word, isEmoji, start, end }, position, of) => {
    if (of !== part) toOriginal = originalOffsets(of.inTitle ? title : body, of.normal);
    part = of;
    const from = toOriginal(start).start;
    spans.push({ position, word, isEmoji, inTitle: of.inTitle, start: from, end: toOriginal(end - 1).end });
  });
  return spans;
}

export type OffsetMap = (index: number) => { readonly start: number; readonly end: number };

const identity: OffsetMap = (index) => ({ start: index, end: index + 1 });
/** Parts of a text that NFKC changes independently of each other: a character with its marks. */
const INDEPENDENT = /[\u1100-\u11FF]+|\P{M}\p{M}*|\p{M}+/gu;

/** Returns a function from indices of the NFKC form to offsets in the original text. */
export function originalOffsets(text: string, normal: string): OffsetMap {
  if (text === normal) return identity;
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: part, index } of text.matchAll(INDEPENDENT))
    for (let { length } = part.normalize('NFKC'); length > 0; length--) {
      starts.push(index);
      ends.push(index + part.length);
    }
  return (index) => ({ start: starts[index] ?? text.length, end: ends[index] ?? text.length });
}
