import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { eld as Detector } from 'eld/small';

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
const ENGLISH = new Set(
  `the and this that with you your what they are from would which there their these those because about
  when where who how why does did could should every never always again not but our been being we them
  than then only just very much more most some any other such into over after before while without
  through myself nobody anyone someone something anything everything it's i'm i've don't doesn't didn't
  can't won't isn't wasn't couldn't haven't that's there's they're you're we're`.split(/\s+/),
);

/** Number of different such words, and their share of all words, that make a text English. */
const ENGLISH_WORDS = { different: 3, share: 0.2 };

let detector: typeof Detector | undefined;

/**
 * Returns the language of a text as an ISO 639-1 code; null if it is too short, mixed or too close
 * to another language to be certain.
 */
export function detectLanguage(text: string): string | null {
  const words = withoutAddresses(text.slice(0, LONGEST).toWellFormed());
  if (!hasEnoughLetters(words)) return null;
  if (isPlainlyEnglish(words)) return 'en';
  detector ??= loadDetector();
  const found = detector.detect(words);
  if (!found.isReliable()) return null;
  if (found.language === 'en') return 'en';
  const { [found.language]: best = 0, en = 0 } = found.getScores();
  return en > CLOSE_TO_ENGLISH * best ? null : found.language;
}

/** Blanks addresses and handles. Most texts have none, which needs no pattern to find out. */
function withoutAddresses(text: string): string {
  const mayHave = text.includes('@') || text.includes('://') || /www\./i.test(text);
  return mayHave ? text.replace(NO_LANGUAGE, ' ') : text;
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

/**
 * Returns whether a text is English by its most frequent words: most posts are, and this takes a
 * tenth of the detector's time, a fifth of that of a whole analysis.
 */
function isPlainlyEnglish(text: string): boolean {
  if (OTHER_LETTERS.test(text)) return false;
  const words = text.toLowerCase().match(/[a-z]+(?:'[a-z]+)?/g) ?? [];
  const known = words.filter((word) => ENGLISH.has(word));
  const isShareLarge = known.length >= ENGLISH_WORDS.share * words.length;
  return isShareLarge && new Set(known).size >= ENGLISH_WORDS.different;
}

/**
 * Returns whether the models judge a text in this language. They try if the language is unknown: a
 * text of two words is usually English, and the models recognise texts with too few known words.
 */
export function isJudged(language: string | null): boolean {
  return language === null || JUDGED_LANGUAGES.includes(language);
}

/**
 * Loads the detector on first use: it takes 50 MB, which a process that reads no texts never needs.
 * The package is an ES module, which `require` can load synchronously by its path only.
 */
function loadDetector(): typeof Detector {
  const require = createRequire(import.meta.url);
  return (require(fileURLToPath(import.meta.resolve('eld/small'))) as { eld: typeof Detector }).eld;
}
