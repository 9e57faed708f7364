import type { WinkMethods } from 'wink-nlp';
import { openLanguage } from './language.ts';

/** A word or symbol of a text. */
export interface Token {
  readonly text: string;
  readonly lower: string;
  /** Universal part of speech: `NOUN`, `PROPN`, `ADJ` … */
  readonly pos: string;
  /** `word`, `punctuation`, `hashtag`, `mention`, `url`, `emoji` … */
  readonly type: string;
  readonly isStopWord: boolean;
}

export interface Sentence {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly isQuestion: boolean;
}

/** A text parsed for the rules. */
export interface ReadText {
  readonly text: string;
  readonly sentences: readonly Sentence[];
}

/** Maximum length of a stored question or sentence, in characters. */
export const LONGEST_SENTENCE = 200;

/**
 * Characters without a space after which the rest of a run is not read: wink's time is quadratic in
 * the length of a run, two seconds for 5,000 characters of `http://`.
 */
const LONGEST_RUN = /(\S{150})\S+/g;

const language = openLanguage();

/** Splits an English text into sentences and words with their parts of speech. */
export function readText(text: string): ReadText {
  return { text, ...language.use((wink) => cut(wink, text.replace(LONGEST_RUN, '$1').toWellFormed())) };
}

function cut(wink: WinkMethods, text: string): Omit<ReadText, 'text'> {
  const { its } = wink;
  const doc = wink.readDoc(text);
  const all = doc.tokens();
  // Extract one property at a time for the whole text: reading each token's properties took three
  // times as long.
  const values = all.out(its.value);
  const normals = all.out(its.normal);
  const parts = all.out(its.pos);
  const types = all.out(its.type);
  const stops = all.out(its.stopWordFlag) as unknown as boolean[];
  const tokens = values.map(
    (value, place): Token => ({
      text: value,
      lower: normals[place]!,
      pos: parts[place]!,
      type: types[place]!,
      isStopWord: stops[place]!,
    }),
  );
  const spans = doc.sentences().out(its.span) as unknown as [number, number][];
  const textOf = openSlices(text, values);
  return { sentences: spans.map(([from, to]) => sentenceOf(textOf(from, to), tokens.slice(from, to + 1))) };
}

/**
 * Returns a function that cuts the words from one place to another out of the text; places ascend.
 * Sentences that wink puts together take as long as all of its parsing.
 */
function openSlices(text: string, values: readonly string[]) {
  let offset = 0;
  let next = 0;
  const skip = (places: number) => {
    for (; next < places; next += 1) {
      const found = text.indexOf(values[next]!, offset);
      if (found >= 0) offset = found + values[next]!.length;
    }
    return offset;
  };
  return (from: number, to: number): string => text.slice(skip(from), skip(to + 1));
}

const ASKING =
  /^(who|what|when|where|why|how|which|is|are|do|does|did|can|could|should|would|has|have|anyone|any)\b/i;

/** Spaces other than single blanks, which few sentences have. */
const UNEVEN_SPACE = /[^\S ]| {2}/;

function sentenceOf(raw: string, tokens: readonly Token[]): Sentence {
  const trimmed = raw.trim();
  const text = UNEVEN_SPACE.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
  const asks = /\?["')\]]?$/.test(text) && text.length <= LONGEST_SENTENCE;
  return { text, tokens, isQuestion: asks && (ASKING.test(text) || tokens.length >= 3) };
}
