import { signsOf } from '../text/search/signs.ts';
import { wordsOf, wordTokensOf } from '../text/search/tokens.ts';
import { isCommonWord } from './common-words.ts';

/**
 * How one brand is recognised in texts; the rules are those of `BrandMatch` in `shared.graphql`.
 */
export interface BrandTerms {
  readonly id: string;
  /** Its name, then its aliases, derived ones included. */
  readonly names: readonly string[];
  readonly excludes: readonly string[];
}

/**
 * The role of a phrase for its brand: a name; an exclude, which discards the names within it; or a
 * stop, an exclude without a name in it, which discards the whole text.
 */
export type PhraseKind = 'name' | 'exclude' | 'stop';

/** A phrase to search for. */
export interface BrandPhrase {
  /** The id of its brand. */
  readonly brand: string;
  readonly kind: PhraseKind;
  /** As configured. */
  readonly text: string;
  /** Its words, at least one, with the signs that are part of them. */
  readonly words: readonly PhraseWord[];
  /** Whether it is an ordinary word too, so that only its context tells. */
  readonly isCommon: boolean;
  /** Whether longer hashtags and handles may begin with it. */
  readonly isBeginning: boolean;
}

/** A word of a phrase in its compared form, and its signs: `++` of `c++`. */
export interface PhraseWord {
  readonly word: string;
  readonly before: string;
  readonly after: string;
}

/** Shorter names begin many hashtags that are words of their own. */
const LEAST_BEGINNING = 4;

/** Lists the phrases of a brand; those without a word are omitted. */
export function phrasesOf({ id, names, excludes }: BrandTerms): BrandPhrase[] {
  const named = names.map((text) => phraseOf(id, 'name', text)).filter((phrase) => phrase !== null);
  const others = excludes
    .map((text) => {
      const kind = names.some((name) => containsPhrase(text, name)) ? 'exclude' : 'stop';
      return phraseOf(id, kind, text);
    })
    .filter((phrase) => phrase !== null);
  return [...named, ...others];
}

function phraseOf(brand: string, kind: PhraseKind, text: string): BrandPhrase | null {
  const normal = text.normalize('NFKC');
  const tokens = wordTokensOf(normal);
  if (tokens.length === 0) return null;
  const signs = signsOf(normal, tokens);
  const words = tokens.map(({ word }, index) => ({ word, ...signs[index]! }));
  const isPlain = words.every(({ before, after }) => before === '' && after === '');
  const length = words.reduce((sum, { word }) => sum + word.length, 0);
  return {
    brand,
    kind,
    text,
    words,
    isCommon: kind === 'name' && words.length === 1 && isPlain && isCommonWord(words[0]!.word),
    isBeginning: kind === 'name' && isPlain && length >= LEAST_BEGINNING && /^\p{L}/u.test(words[0]!.word),
  };
}

/** Whether the words of `phrase` occur in `text`, adjacent and in order. */
function containsPhrase(text: string, phrase: string): boolean {
  return ` ${wordsOf(text).join(' ')} `.includes(` ${wordsOf(phrase).join(' ')} `);
}
