import type { NgramTable } from './ngram-table.ts';

const SPACE = 0x20;
const APOSTROPHE = 0x27;
const GRAVE = 0x60;
const RIGHT_QUOTE = 0x2019;
/** The bytes of U+2019 in UTF-8, as the characters that `eld` has for them. */
const QUOTE_BYTES = [0xe6, 0x4d, 0x33];

/** `eld` stops at the first space behind so many bytes, or anywhere behind so many. */
const SOFT_BYTES = 350;
const HARD_BYTES = 380;
/** `eld` cuts longer words. */
const LONGEST_WORD = 70;

/** The word that is being read. */
const word = new Uint8Array(HARD_BYTES + QUOTE_BYTES.length);

/**
 * Adds the n-grams of a text to a table: exactly those that `eld` reads. Returns false if it cannot
 * tell, for letters outside ASCII and for words of more than 70 characters.
 */
export function readNgrams(text: string, table: NgramTable): boolean {
  table.begin();
  let read = 0;
  let length = 0;
  for (let at = 0; at < text.length; ) {
    const letter = text.charCodeAt(at) | SPACE;
    if (isLetter(letter)) {
      word[length++] = letter;
      read += 1;
      at += 1;
    } else {
      const end = endOfSigns(text, at);
      if (end < 0) return false;
      const quotes = startOfQuotes(text, at, end);
      // Any other signs are a space; those at the edges of the text are nothing.
      if (quotes > at && at > 0 && quotes < text.length) {
        if (length > LONGEST_WORD) return false;
        if (length > 0) addWord(length, table);
        length = 0;
        if (read > SOFT_BYTES) return true;
        read += 1;
      }
      for (at = quotes; at < end && read <= HARD_BYTES; at += 1) {
        const bytes = bytesOfQuote(text.charCodeAt(at));
        word.set(bytes, length);
        length += bytes.length;
        read += bytes.length;
      }
    }
    if (read > HARD_BYTES) break;
  }
  if (length > LONGEST_WORD) return false;
  if (length > 0) addWord(length, table);
  return true;
}

/** Whether a character, with the bit of lower case set, is a letter of ASCII. */
function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

/** Returns the end of a run of signs; -1 if there may be a letter outside ASCII in it. */
function endOfSigns(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80 && !isSign(code)) return -1;
    if (code < 0x80 && isLetter(code | SPACE)) break;
  }
  return at;
}

/** Whether a character outside ASCII is certainly no letter. */
function isSign(code: number): boolean {
  if (code < 0x2000) return code <= 0xbf && code !== 0xaa && code !== 0xb5 && code !== 0xba;
  return (
    code <= 0x206f ||
    (code >= 0x2190 && code <= 0x2bff) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    (code >= 0xfe00 && code <= 0xfe0f)
  );
}

/** Returns where the quotes begin that end a run of signs: they belong to the next word. */
function startOfQuotes(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && isQuote(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function isQuote(code: number): boolean {
  return code === APOSTROPHE || code === GRAVE || code === RIGHT_QUOTE;
}

function bytesOfQuote(code: number): readonly number[] {
  return code === RIGHT_QUOTE ? QUOTE_BYTES : [code];
}

/** Adds the n-grams of a word: four bytes at every third place, and its last four. */
function addWord(length: number, table: NgramTable): void {
  let at = 0;
  for (; at + 4 < length; at += 3) {
    if (at === 0) addNgram(SPACE, word[0]!, word[1]!, word[2]!, word[3]!, 0, table);
    else addNgram(word[at]!, word[at + 1]!, word[at + 2]!, word[at + 3]!, 0, 0, table);
  }
  if (at > 0) {
    const last = length - 4;
    addNgram(word[last]!, word[last + 1]!, word[last + 2]!, word[last + 3]!, SPACE, 0, table);
    return;
  }
  const sign = (place: number) => (place < length ? word[place]! : place === length ? SPACE : 0);
  addNgram(SPACE, word[0]!, sign(1), sign(2), sign(3), sign(4), table);
}

function addNgram(a: number, b: number, c: number, d: number, e: number, f: number, table: NgramTable): void {
  table.add((a << 16) | (b << 8) | c, (d << 16) | (e << 8) | f);
}
