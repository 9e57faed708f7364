import model from 'wink-eng-lite-web-model';
import winkNlp, { type ItemSentence, type ItemToken, type WinkMethods } from 'wink-nlp';

/** A word or sign of a text. */
export interface Token {
  readonly text: string;
  readonly lower: string;
  /** Universal part of speech: `NOUN`, `PROPN`, `ADJ` … */
  readonly pos: string;
  /** `word`, `punctuation`, `hashtag`, `mention`, `url`, `emoji` … */
  readonly type: string;
  readonly isStopWord: boolean;
  /** Whether white space stands before it. */
  readonly spaced: boolean;
}

export interface Sentence {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly isQuestion: boolean;
}

/** A text as the rules read it. */
export interface ReadText {
  readonly text: string;
  readonly lower: string;
  readonly sentences: readonly Sentence[];
}

/** Longest question or sentence that is kept, in characters. */
export const LONGEST_SENTENCE = 200;

let opened: WinkMethods | undefined;

/** Cuts a text into sentences and words with their parts of speech; English, as the language model is. */
export function readText(text: string): ReadText {
  opened ??= winkNlp(model, ['sbd', 'pos']);
  const { its } = opened;
  const sentences: Sentence[] = [];
  opened
    .readDoc(text)
    .sentences()
    .each((sentence: ItemSentence) => {
      const tokens: Token[] = [];
      sentence.tokens().each((token: ItemToken) => {
        tokens.push({
          text: token.out(),
          lower: token.out(its.normal),
          pos: token.out(its.pos),
          type: token.out(its.type),
          isStopWord: token.out(its.stopWordFlag) as unknown as boolean,
          spaced: token.out(its.precedingSpaces) !== '',
        });
      });
      sentences.push(sentenceOf(sentence.out(), tokens));
    });
  return { text, lower: text.toLowerCase(), sentences };
}

const ASKING = /^(who|what|when|where|why|how|which|is|are|do|does|did|can|could|should|would|has|have|anyone|any)\b/i;

function sentenceOf(raw: string, tokens: readonly Token[]): Sentence {
  const text = raw.trim().replace(/\s+/g, ' ');
  const asks = /\?["')\]]?$/.test(text) && text.length <= LONGEST_SENTENCE;
  return { text, tokens, isQuestion: asks && (ASKING.test(text) || tokens.length >= 3) };
}
