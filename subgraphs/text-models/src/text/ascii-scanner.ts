/**
 * Finds words, marks and user names of ASCII in a text, without the pattern of all tokens, which
 * takes several times as long. What may be anything else is left to the pattern.
 */
import { EMOJI_GROUP } from './emoji.ts';
import { wordSet } from './word-set.ts';

/** The letters that addresses and emoticons begin with: `www`, `xd`, `o` of `o.O`. */
const isBeginning = wordSet(
  ['http', 'https', 'www', ...EMOJI_GROUP.keys()]
    .map((sign) => /^[a-z]*/i.exec(sign)![0].toLowerCase())
    .filter((letters) => letters !== '')
    .join(' '),
);
const LONGEST_BEGINNING = 'https'.length;

/** Marks, and those that repeat. */
const MARKS = '.,;:"()!?';
const REPEATED = '.!?';

const BLANK = 0x20;
const AT = 0x40;
const APOSTROPHE = 0x27;
/** The first character outside ASCII. */
export const OTHERS = 0x80;

/** Returns the first place from a place on that is in no blank and no user name of ASCII. */
export function nextStart(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== BLANK && code !== AT) return at;
    let end = at + 1;
    while (code === AT && isOfName(text.charCodeAt(end))) end += 1;
    if (code === AT && (end === at + 1 || text.charCodeAt(end) >= OTHERS)) return at;
    at = end;
  }
}

/** Whether a mark stands alone behind a letter or sign of ASCII, so that it begins no emoticon. */
export function isPlainMark(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return (
    before > BLANK && before < OTHERS && MARKS.includes(text[at]!) && !REPEATED.includes(text[at + 1] ?? ' ')
  );
}

/**
 * Returns the end of a word of ASCII letters, which needs no pattern; the place itself if there may
 * be another token, or if letters outside ASCII may follow.
 */
export function endOfPlainWord(text: string, from: number): number {
  let at = endOfLetters(text, from);
  if (at === from || mayBegin(text, from, at)) return from;
  for (let end = at; text.charCodeAt(at) === APOSTROPHE; at = end) {
    if (text.charCodeAt(at + 1) >= OTHERS) return from;
    end = endOfLetters(text, at + 1);
    if (end === at + 1) return at;
  }
  return text.charCodeAt(at) >= OTHERS ? from : at;
}

/** Whether letters may begin an address or an emoticon; a blank may follow one of two letters. */
function mayBegin(text: string, from: number, to: number): boolean {
  if (to - from > LONGEST_BEGINNING || (to - from !== 2 && text.charCodeAt(to) === BLANK)) return false;
  return isBeginning(text.slice(from, to).toLowerCase());
}

function endOfLetters(text: string, from: number): number {
  let at = from;
  while (isLetter(text.charCodeAt(at) | 0x20)) at += 1;
  return at;
}

/** Whether a character of ASCII may be in a user name. */
function isOfName(code: number): boolean {
  return isLetter(code | 0x20) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
}

/** Whether a character, with the bit of lower case set, is a letter of ASCII. */
export function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}
