import type { eld as Detector } from 'eld/small';
import { wordSet } from '../text/word-set.ts';
import { languageScores, loadScoringData, type ScoredLanguage } from './language-scores.ts';
import { loadEld } from './load-eld.ts';

/**
 * Languages that the models and rules judge, as ISO 639-1 codes. They return null for a text in any
 * other language instead of a wrong value.
 */
export const JUDGED_LANGUAGES: readonly string[] = ['en'];

/** Bytes of letters below which a text is too short to detect its language: 12 Latin letters. */
const LEAST_BYTES = 12;

/**
 * A text whose score of English is above this share of the best score is uncertain: short English
 * posts with names and slang often resemble another language.
 */
const CLOSE_TO_ENGLISH = 0.7;

/** Number of characters read: the detector itself stops after 350 bytes. */
const LONGEST = 1_000;

/** URLs, handles and e-mail addresses, which are not in any language. */
const NO_LANGUAGE = /(?:https?:\/\/|www\.)\S+|[\w.+-]*@[\p{L}\p{N}_.-]+/giu;

/** Letters that English words do not have. */
const OTHER_LETTERS = /[^\P{L}a-z]/iu;

/** Frequent words of English that are no words of other languages in Latin letters. */
const isEnglish = wordSet(
  `the and this that with you your what they are from would which there their these those because about
  when where who how why does did could should every never always again not but our been being we them
  than then only just very much more most some any other such into over after before while without
  through myself nobody anyone someone something anything everything it's i'm i've don't doesn't didn't
  can't won't isn't wasn't couldn't haven't that's there's they're you're we're`,
);

/** Number of different such words, and their share of all words, that make a text English. */
const ENGLISH_WORDS = { different: 3, share: 0.2 };

let scores: ReturnType<typeof languageScores> | undefined;
let detector: typeof Detector | undefined;

/**
 * Returns the language of a text as an ISO 639-1 code; null if it is too short, mixed or too close
 * to another language to be certain.
 */
export function detectLanguage(text: string): string | null {
  const words = withoutAddresses(text.slice(0, LONGEST).toWellFormed());
  if (!hasEnoughLetters(words)) return null;
  if (isPlainlyEnglish(words)) return 'en';
  const found = mostLikely(words);
  if (!found?.isReliable) return null;
  if (found.language === 'en') return 'en';
  return found.english > CLOSE_TO_ENGLISH * found.score ? null : found.language;
}

/** Returns the language that scores highest, null if none does; by `eld` where we cannot tell. */
function mostLikely(text: string): ScoredLanguage | null {
  scores ??= languageScores(loadScoringData());
  const found = scores(text);
  return found === undefined ? detect(text) : found;
}

function detect(text: string): ScoredLanguage {
  detector ??= (loadEld() as { eld: typeof Detector }).eld;
  const found = detector.detect(text);
  const { [found.language]: score = 0, en = 0 } = found.getScores();
  return { language: found.language, isReliable: found.isReliable(), score, english: en };
}

/**
 * Blanks addresses and handles. Only a text with an address or a letter outside ASCII beside a
 * handle needs the pattern, which reads a word once for each of its characters.
 */
function withoutAddresses(text: string): string {
  if (text.includes('://') || (text.includes('.') && /www\./i.test(text)))
    return text.replace(NO_LANGUAGE, ' ');
  let rest = '';
  let from = 0;
  for (let sign = text.indexOf('@'); sign >= 0; sign = text.indexOf('@', sign + 1)) {
    let start = sign;
    while (start > from && isOfName(text.charCodeAt(start - 1), '+')) start -= 1;
    let end = sign + 1;
    while (end < text.length && isOfName(text.charCodeAt(end), '')) end += 1;
    if (text.charCodeAt(start - 1) >= 0x80 || text.charCodeAt(end) >= 0x80)
      return text.replace(NO_LANGUAGE, ' ');
    if (end === sign + 1) continue;
    rest += `${text.slice(from, start)} `;
    from = end;
    sign = end - 1;
  }
  return from === 0 ? text : rest + text.slice(from);
}

/** Whether a character of ASCII is a letter, a digit, one of `_.-`, or a further sign. */
function isOfName(code: number, sign: '+' | ''): boolean {
  if (isLetter(code | 0x20) || (code >= 0x30 && code <= 0x39)) return true;
  return code === 0x5f || code === 0x2e || code === 0x2d || (code === 0x2b && sign === '+');
}

function hasEnoughLetters(text: string): boolean {
  let latin = 0;
  for (let at = 0; at < text.length; at += 1) {
    // Makes ASCII letters lower case, and nothing else a letter.
    const code = text.charCodeAt(at) | 0x20;
    if (code >= 0x61 && code <= 0x7a) latin += 1;
    if (latin === LEAST_BYTES) return true;
  }
  return Buffer.byteLength(text.replace(/\P{L}/gu, '')) >= LEAST_BYTES;
}

/** Returns whether a text is English by its most frequent words: most posts are. */
function isPlainlyEnglish(text: string): boolean {
  if (hasOtherLetters(text)) return false;
  let words = 0;
  let known = 0;
  const different: string[] = [];
  const lower = text.toLowerCase();
  for (let start = nextLetter(lower, 0); start < lower.length; ) {
    const end = endOfWord(lower, start);
    words += 1;
    if (isEnglish(lower, start, end)) {
      known += 1;
      const word = lower.slice(start, end);
      if (different.length < ENGLISH_WORDS.different && !different.includes(word)) different.push(word);
    }
    start = nextLetter(lower, end);
  }
  return known >= ENGLISH_WORDS.share * words && different.length === ENGLISH_WORDS.different;
}

/** Returns whether a text has letters that English words do not have. */
function hasOtherLetters(text: string): boolean {
  for (let at = 0; at < text.length; at += 1)
    if (text.charCodeAt(at) >= 0x80) return OTHER_LETTERS.test(text);
  return false;
}

/** Returns the place of the first letter from a place on, or the end of the text. */
function nextLetter(lower: string, from: number): number {
  let at = from;
  while (at < lower.length && !isLetter(lower.charCodeAt(at))) at += 1;
  return at;
}

/** Returns the end of a word, which may have one apostrophe: `don't`. */
function endOfWord(lower: string, from: number): number {
  const end = endOfLetters(lower, from);
  const more = lower[end] === "'" ? endOfLetters(lower, end + 1) : end;
  return more > end + 1 ? more : end;
}

function endOfLetters(lower: string, from: number): number {
  let at = from;
  while (at < lower.length && isLetter(lower.charCodeAt(at))) at += 1;
  return at;
}

/** Whether a character is a lower-case letter of ASCII. */
function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

/**
 * Returns whether the models judge a text in this language. They try if the language is unknown: a
 * text of two words is usually English, and the models recognise texts with too few known words.
 */
export function isJudged(language: string | null): boolean {
  return language === null || JUDGED_LANGUAGES.includes(language);
}
