import { signsOf } from './signs.ts';
import { AS_WRITTEN } from './text-index.ts';
import { tokensOf } from './tokens.ts';

/** A lexeme that a phrase requires, see `TextIndex`. */
export interface Lexeme {
  readonly text: string;
  /** Its position relative to the phrase's first one. */
  readonly offset: number;
  /** Matches every lexeme that begins with it. */
  readonly isPrefix: boolean;
  readonly isEmoji: boolean;
  /** Matches only words without capitals. */
  readonly isLower: boolean;
}

/** The lexemes of a phrase, in order; at least one. */
export type Phrase = readonly [Lexeme, ...Lexeme[]];

/** How a phrase is read. */
export interface PhraseOptions {
  /** Words must be written with the same capitals; a hash before a word counts. */
  readonly exact?: boolean;
  /** The last word may continue. */
  readonly prefix?: boolean;
}

/** Returns the lexemes of a phrase; null if it has no word and no emoji. */
export function phraseOf(text: string, options: PhraseOptions = {}): Phrase | null {
  const { exact = false, prefix = false } = options;
  const normal = text.normalize('NFKC');
  const tokens = tokensOf(normal);
  const around = signsOf(normal, tokens);
  let words = 0;
  const lexemes = tokens.map(({ word, surface, isEmoji, start }, index): Lexeme => {
    if (!isEmoji) words++;
    const { before, after } = around[index]!;
    const hash = exact && !isEmoji && before === '' && after === '' && normal[start - 1] === '#' ? '#' : '';
    const asWritten = exact && surface !== word;
    return {
      text: `${asWritten ? AS_WRITTEN : ''}${hash}${before}${asWritten ? surface : word}${after}`,
      offset: words,
      isPrefix: prefix && index === tokens.length - 1,
      isEmoji,
      isLower: exact && !asWritten,
    };
  });
  const [first, ...rest] = lexemes;
  if (!first) return null;
  const from = (lexeme: Lexeme): Lexeme => ({ ...lexeme, offset: lexeme.offset - first.offset });
  return [from(first), ...rest.map(from)];
}

/**
 * Returns the tsquery literal of a keyword, for vectors of `searchVector`; null if it has no word
 * and no emoji, so that nothing can match.
 */
export function phraseQuery(keyword: string): string | null {
  const phrase = phraseOf(keyword);
  return phrase && tsqueryOf(phrase);
}

/**
 * Returns a phrase as a tsquery literal, for vectors of `searchVector`; in the title only if
 * `inTitle`.
 */
export function tsqueryOf(phrase: Phrase, inTitle = false): string {
  return phrase
    .map((lexeme, index) => {
      const distance = index === 0 ? 0 : lexeme.offset - phrase[index - 1]!.offset;
      const operator = index === 0 ? '' : distance === 1 ? ' <-> ' : ` <${distance}> `;
      return `${operator}'${lexeme.text}'${suffixOf(lexeme, inTitle)}`;
    })
    .join('');
}

/**
 * Returns the suffix of a lexeme in a tsquery: A and B are in the title, B and D have no capitals.
 */
function suffixOf({ isPrefix, isLower }: Lexeme, inTitle: boolean): string {
  const weights = inTitle ? (isLower ? 'B' : 'AB') : isLower ? 'BD' : '';
  const suffix = `${isPrefix ? '*' : ''}${weights}`;
  return suffix && `:${suffix}`;
}
