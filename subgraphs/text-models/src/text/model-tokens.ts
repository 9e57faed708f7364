import { endOfPlainWord, isLetter, isPlainMark, nextStart, OTHERS } from './ascii-scanner.ts';
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

/** Begins the names of signs, such as `<love>`. */
const SIGN = 0x3c;

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
