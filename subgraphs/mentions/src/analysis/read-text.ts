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
  readonly lower: string;
  readonly sentences: readonly Sentence[];
}

/** Maximum length of a stored question or sentence, in characters. */
export const LONGEST_SENTENCE = 200;

const language = openLanguage();

/** Splits an English text into sentences and words with their parts of speech. */
export function readText(text: string): ReadText {
  return language.use((wink) => cut(wink, text));
}

function cut(wink: WinkMethods, text: string): ReadText {
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
  const texts = doc.sentences().out();
  const sentences = spans.map(([from, to], place) => sentenceOf(texts[place]!, tokens.slice(from, to + 1)));
  return { text, lower: text.toLowerCase(), sentences };
}

const ASKING =
  /^(who|what|when|where|why|how|which|is|are|do|does|did|can|could|should|would|has|have|anyone|any)\b/i;

function sentenceOf(raw: string, tokens: readonly Token[]): Sentence {
  const text = raw.trim().replace(/\s+/g, ' ');
  const asks = /\?["')\]]?$/.test(text) && text.length <= LONGEST_SENTENCE;
  return { text, tokens, isQuestion: asks && (ASKING.test(text) || tokens.length >= 3) };
}
