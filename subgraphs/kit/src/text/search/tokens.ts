/**
 * Words and emoji of texts, independent of the text parser and the locale of PostgreSQL. Words are
 * runs of letters, digits and their marks in NFKC and lower case; a character of a script that is
 * written without spaces (Chinese, Japanese, Thai …) is a separate word, so that any run of them is
 * found as a phrase.
 */

const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const PICTOGRAPH = String.raw`\p{Extended_Pictographic}\uFE0F?\p{Emoji_Modifier}?[\u{E0020}-\u{E007F}]*`;
const EMOJI = String.raw`\p{RI}\p{RI}|${PICTOGRAPH}(?:\u200D${PICTOGRAPH})*`;
const TOKEN = new RegExp(String.raw`([${UNSPACED}]|[[\p{L}\p{N}\p{M}]--[${UNSPACED}]]+)|${EMOJI}`, 'gv');
/** Skin tones and the request for a coloured glyph, which do not make another emoji. */
const VARIATIONS = /[\uFE0F\p{Emoji_Modifier}]/gu;

/** PostgreSQL allows 2 kB per word. */
const LONGEST_WORD = 100;

/** A word or emoji of a text. */
export interface Token {
  /** Its compared form: NFKC, lower case, at most 100 characters; an emoji without skin tone. */
  readonly word: string;
  /** As written, in NFKC; at most 100 characters. */
  readonly surface: string;
  readonly isEmoji: boolean;
  /** Offsets in the text's NFKC form. */
  readonly start: number;
  readonly end: number;
}

/** Returns the words and emoji of a text that is in NFKC, in order. */
export function tokensOf(normal: string): Token[] {
  const lower = normal.toLowerCase();
  // Lower case rarely changes the length of a text: `İ` becomes two characters.
  const words = lower.length === normal.length ? null : (lower.match(TOKEN) ?? []);
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(normal); found; found = TOKEN.exec(normal)) {
    const start = found.index;
    const end = start + found[0].length;
    const isEmoji = found[1] === undefined;
    const surface = isEmoji ? found[0].replace(VARIATIONS, '') : found[0].slice(0, LONGEST_WORD);
    const folded = words ? words[tokens.length]! : lower.slice(start, end);
    const word = isEmoji ? surface : folded.slice(0, LONGEST_WORD);
    tokens.push({ word, surface, isEmoji, start, end });
  }
  return tokens;
}

/** Returns the words of a text, in order. */
export function wordsOf(text: string): string[] {
  return wordTokensOf(text.normalize('NFKC')).map(({ word }) => word);
}

/** Returns the words of a text that is in NFKC with their offsets, in order. */
export function wordTokensOf(normal: string): Token[] {
  return tokensOf(normal).filter(({ isEmoji }) => !isEmoji);
}
