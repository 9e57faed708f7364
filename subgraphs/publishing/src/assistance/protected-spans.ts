/** Kind of a protected span. */
export type SpanKind = 'code' | 'address' | 'handle' | 'hashtag' | 'number' | 'name' | 'reserved';

/** Kinds of what a text points to, which even a shorter text must contain. */
export const POINTERS: readonly SpanKind[] = ['address', 'handle', 'code'];

/** A part of a text that no transformation may change. */
export interface ProtectedSpan {
  readonly kind: SpanKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Inner repetitions are bounded, so that a long text without white space takes linear time. */
const WORD = '[\\p{L}\\p{M}\\p{N}]';
const HOST = `(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,62}[\\p{L}\\p{M}\\p{N}])?\\.){1,8}[\\p{L}]{2,24}`;

/** Pattern of each kind. If two match at the same position, the earlier one wins. */
const PATTERNS: readonly (readonly [SpanKind, string])[] = [
  // Private-use characters, which serve as placeholders in masked texts.
  ['reserved', '[\\p{Co}]+'],
  ['code', '```[\\s\\S]*?```|~~~[\\s\\S]*?~~~|``[^\\n]+?``|`[^`\\n]+`'],
  ['address', '[A-Za-z][A-Za-z0-9+.-]{0,30}:\\/\\/[^\\s<>"]+|(?:mailto|tel|sms|at|did):[^\\s<>"]+'],
  ['address', `[\\p{L}\\p{N}._%+-]{1,64}@${HOST}`],
  [
    'handle',
    `(?<![\\p{L}\\p{N}_])[@＠][\\p{L}\\p{N}_](?:[\\p{L}\\p{M}\\p{N}_.-]{0,250}[\\p{L}\\p{M}\\p{N}_])?(?:@${HOST})?`,
  ],
  ['hashtag', '[#＃][\\p{L}\\p{M}\\p{N}_]+|\\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?![\\p{L}\\p{N}])'],
  ['address', `(?<![\\p{L}\\p{N}_.-])${HOST}(?![\\p{L}\\p{N}_])(?::\\d{1,5})?(?:[\\/?#][^\\s<>"]*)?`],
  ['code', `(?<!${WORD})[\\w.\\/-]{1,80}[?&]\\w{1,40}=[^\\s<>"]*`],
  ['code', '(?<![^\\s(])[\\w.-]{1,80}=[^\\s<>"]+'],
  ['code', '(?<![^\\s(])(?:~|\\.{1,2})?\\/[^\\s<>"]+|(?<![^\\s(])--?[A-Za-z][\\w-]*(?:=[^\\s]+)?'],
  ['code', `(?<!${WORD})[A-Za-z]\\w{0,80}_\\w{0,80}(?:\\(\\))?|(?<!${WORD})[A-Za-z]\\w{0,80}\\(\\)`],
  [
    'number',
    `[+\\-−±]?\\p{Sc}?(?<!${WORD})\\p{N}[\\p{L}\\p{M}\\p{N}\\u20e3]*(?:[.,:'’\\/×^_-]\\p{N}[\\p{L}\\p{M}\\p{N}]*|[ \\u00a0\\u2009\\u202f]\\p{Nd}{3}(?!${WORD}))*(?:[ \\u00a0]?[%‰°]C?F?)?\\p{Sc}?`,
  ],
  // Mixed capitals, or letters with digits: `iPhone`, `B2B`, `COVID-19`.
  [
    'name',
    `(?<!${WORD})(?:\\p{L}{1,40}[-.]?\\p{N}|\\p{L}{0,40}\\p{Ll}\\p{Lu})[\\p{L}\\p{M}\\p{N}]*(?:[-.+]?\\p{N}[\\p{L}\\p{M}\\p{N}]*)*`,
  ],
];

const ANY = new RegExp(PATTERNS.map(([, pattern]) => `(${pattern})`).join('|'), 'gu');
/** Punctuation that belongs to the sentence and not to the address before it. */
const TRAILING = /[.,;:!?…'"’”»*_~]+$/u;

/**
 * Finds the spans that a transformation must not change: addresses, handles, hashtags, cashtags,
 * code, numbers and names with significant spelling. Spans are in text order and do not overlap.
 */
export function spansOf(text: string): ProtectedSpan[] {
  const spans: ProtectedSpan[] = [];
  ANY.lastIndex = 0;
  for (let match = ANY.exec(text); match; match = ANY.exec(text)) {
    const kind = PATTERNS[match.findIndex((group, index) => index > 0 && group !== undefined) - 1]![0];
    const found = kind === 'address' || /[/=]/.test(match[0]) ? trimmed(match[0], kind) : match[0];
    const end = match.index + found.length;
    spans.push({ kind, text: found, start: match.index, end });
    ANY.lastIndex = end;
  }
  return spans;
}

/**
 * Trims the punctuation of the surrounding sentence from an address; keeps a closing bracket whose
 * opening bracket is part of the address.
 */
function trimmed(found: string, kind: SpanKind): string {
  if (kind === 'code' && found.startsWith('`')) return found;
  let text = found;
  for (;;) {
    const shorter = text.replace(TRAILING, '').replace(/[)\]}]$/, (bracket) => {
      const open = { ')': '(', ']': '[', '}': '{' }[bracket]!;
      return text.split(open).length < text.split(bracket).length ? '' : bracket;
    });
    if (shorter === text || shorter === '') return text;
    text = shorter;
  }
}

/**
 * First placeholder character, in Unicode plane 15: 65,534 placeholders, more than any text has
 * spans.
 */
const FIRST = 0xf0000;
const PLACEHOLDER = /[\u{f0000}-\u{ffffd}]/gu;

/** A text with each protected span replaced by one private-use character. */
export interface MaskedText {
  readonly text: string;
  readonly spans: readonly ProtectedSpan[];
  /** Restores the spans in a text derived from the masked one. */
  unmask(changed: string): string;
}

/**
 * Replaces each protected span by one character, so that sentence breaks, word rules and cuts
 * cannot split it.
 */
export function mask(text: string): MaskedText {
  const spans = spansOf(text);
  let masked = '';
  let from = 0;
  for (const [index, { start, end }] of spans.entries()) {
    masked += text.slice(from, start) + String.fromCodePoint(FIRST + index);
    from = end;
  }
  return {
    text: masked + text.slice(from),
    spans,
    unmask: (changed) =>
      changed.replace(PLACEHOLDER, (character) => spans[character.codePointAt(0)! - FIRST]!.text),
  };
}

/** Applies a change to a text with its protected spans masked. */
export function keepingSpans(text: string, change: (masked: string) => string): string {
  const { text: masked, unmask } = mask(text);
  return unmask(change(masked));
}

/**
 * Returns the first protected span that occurs less often in `after` than in `before`; null if none
 * does.
 */
export function lostSpan(
  before: string,
  after: string,
  kinds: readonly SpanKind[] = ['code', 'address', 'handle', 'hashtag', 'number'],
): string | null {
  const wanted = new Map<string, number>();
  for (const { kind, text } of spansOf(before))
    if (kinds.includes(kind)) wanted.set(text, (wanted.get(text) ?? 0) + 1);
  for (const [text, times] of wanted) if (after.split(text).length - 1 < times) return text;
  return null;
}
