import { EMOJI_GROUP, EMOTICON } from './emoji.ts';
import { wordSet } from './word-set.ts';

/** The model's input from a text. */
export interface Tokens {
  /**
   * Lower-case words, marks such as `!` and `<url>`, and emoji groups such as `<love>`, in order;
   * first `<to>` if the text begins with the name of the user whom it addresses.
   */
  words: string[];
  /** For each word, whether a negation precedes it in the same clause. */
  negated: boolean[];
  /** Properties of the whole text, such as its use of capitals. */
  marks: string[];
}

/**
 * Captures a URL, an emoticon, an emoji, a word, a number, or a mark, in this order. The groups
 * have no names, because a new object for each token would cost more than the match.
 */
const TOKEN = new RegExp(
  [
    String.raw`(https?:\/\/\S+|www\.\S+)`,
    String.raw`(?:@[\p{L}\p{N}_]+|\[(?:name|religion)\])`,
    String.raw`(?<=^|\s)(${EMOTICON})(?=$|[\s.,!?])`,
    String.raw`(\p{Extended_Pictographic})`,
    String.raw`(\p{L}[\p{L}\p{M}]*(?:'[\p{L}\p{M}]+)*)`,
    String.raw`(\p{N}+)`,
    String.raw`([!?]+|\.{2,}|…|[.,;:"()])`,
  ].join('|'),
  'giu',
);

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
/** Begins the names of signs, such as `<love>`. */
const SIGN = 0x3c;
const AT = 0x40;
const APOSTROPHE = 0x27;
/** The first character outside ASCII. */
const OTHERS = 0x80;

/** Matches the beginning of a text that addresses a user, such as `@name` or `.@name`. */
const ADDRESSED = /^\s*[.,!"]?@[\p{L}\p{N}_]/u;

/** Groups of the pattern. */
const WORD = 4;
const MARK = 6;

/**
 * Those of the texts that the model was trained on; others would need a new training, see
 * model-card.md.
 */
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

/** Negations, besides words that end in "n't". */
const isNegationWord = wordSet(
  `not no never none nobody nothing neither nor cannot without hardly barely dont doesnt didnt isnt
  wasnt wont cant aint couldnt wouldnt shouldnt`,
);

/** Number of tokens read of a text, which bounds the time and memory for any text. */
export const MOST_TOKENS = 500;

/** Number of words that a negation covers, unless punctuation ends the clause earlier. */
const NEGATION_REACH = 4;

/** Number of characters read of a text, for texts of very many very short tokens. */
export const MOST_CHARACTERS = 10_000;

/** Splits the beginning of a text into at most `MOST_TOKENS` tokens, for any script. */
export function tokenize(text: string): Tokens {
  const words: string[] = [];
  const negated: boolean[] = [];
  const seen = { capitals: 0, letters: 0, elongated: false };
  let reach = 0;
  const cleaned = clean(text.slice(0, MOST_CHARACTERS));
  if (ADDRESSED.test(cleaned)) {
    words.push('<to>');
    negated.push(false);
  }
  for (let at = nextStart(cleaned, 0); at < cleaned.length; at = nextStart(cleaned, at)) {
    const end = endOfPlainWord(cleaned, at);
    let word = end > at;
    let token = '';
    if (word) {
      token = readWord(cleaned.slice(at, end), seen);
      at = end;
    } else if (isPlainMark(cleaned, at)) {
      token = cleaned[at]!;
      at += 1;
      reach = 0;
    } else {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(cleaned);
      if (match === null) break;
      at = TOKEN.lastIndex;
      token = read(match, seen);
      if (token === '') continue;
      word = match[WORD] !== undefined;
      if (match[MARK] !== undefined) reach = 0;
    }
    if (words.length === MOST_TOKENS) break;
    words.push(token);
    negated.push(word && reach > 0);
    if (word && isNegation(token)) reach = NEGATION_REACH;
    else if (word && reach > 0) reach -= 1;
  }
  return { words, negated, marks: marksOf(seen) };
}

/** Returns the first place from a place on that is in no blank and no user name of ASCII. */
function nextStart(text: string, from: number): number {
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
function isPlainMark(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return (
    before > BLANK && before < OTHERS && MARKS.includes(text[at]!) && !REPEATED.includes(text[at + 1] ?? ' ')
  );
}

/**
 * Returns the end of a word of ASCII letters, which needs no pattern; the place itself if there may
 * be another token, or if letters outside ASCII may follow.
 */
function endOfPlainWord(text: string, from: number): number {
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
function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

/**
 * Matches words, and emoji with a group; not punctuation, numbers, URLs, `<to>` and other emoji.
 */
const COUNTED = /^(\p{L}|<(?!url|number|emoji|to>))/u;

/** Whether a token counts as a word that the model may know. */
export function isCounted(word: string): boolean {
  const code = word.charCodeAt(0);
  // The pattern takes ten times as long.
  if (isLetter(code)) return true;
  return (code === SIGN || code >= OTHERS) && COUNTED.test(word);
}

function isNegation(word: string): boolean {
  return isNegationWord(word) || (word.length > 3 && word.endsWith("n't"));
}

function clean(text: string): string {
  const decoded = text.includes('&')
    ? text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity]!)
    : text;
  return decoded.replace(/[’‘´`]/g, "'");
}

interface Seen {
  capitals: number;
  letters: number;
  elongated: boolean;
}

function read(match: readonly (string | undefined)[], seen: Seen): string {
  const [, url, emoticon, emoji, word, number, mark] = match;
  if (word !== undefined) return readWord(word, seen);
  if (mark !== undefined) return readMark(mark);
  const sign = emoticon ?? emoji;
  if (sign !== undefined) return `<${EMOJI_GROUP.get(sign) ?? 'emoji'}>`;
  if (url !== undefined) return '<url>';
  // User names are dropped: who is addressed says nothing about sentiment.
  return number === undefined ? '' : '<number>';
}

function readWord(word: string, seen: Seen): string {
  const lower = word.toLowerCase();
  if (word.length > 1) {
    seen.letters += 1;
    if (word !== lower && word === word.toUpperCase()) seen.capitals += 1;
  }
  if (!mayRepeat(lower)) return lower;
  // Treats "soooo" and "sooooooo" as the same word.
  const short = lower.replace(/(.)\1{2,}/gu, '$1$1');
  if (short !== lower) seen.elongated = true;
  return short;
}

/**
 * Returns whether a letter may stand three times in a row: almost no word needs the pattern.
 * Letters of two code units are left to it.
 */
function mayRepeat(word: string): boolean {
  let [before, last] = [0, 0];
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (code >= 0xd800 || (code === last && last === before)) return true;
    before = last;
    last = code;
  }
  return false;
}

function readMark(mark: string): string {
  if (mark.startsWith('..') || mark === '…') return '...';
  if (mark.length === 1) return mark;
  if (mark.includes('!')) return mark.includes('?') ? '!?' : '!!';
  return '??';
}

function marksOf({ capitals, letters, elongated }: Seen): string[] {
  const marks: string[] = [];
  if (elongated) marks.push('<elongated>');
  if (letters > 0 && capitals === letters) marks.push('<all capitals>');
  else if (capitals > 1 && capitals * 4 > letters) marks.push('<many capitals>');
  else if (capitals > 0) marks.push('<some capitals>');
  return marks;
}
