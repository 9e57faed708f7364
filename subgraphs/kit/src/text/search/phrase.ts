import { phraseOf, tsqueryOf } from './lexemes.ts';
import { NAMES } from './signs.ts';

/** The search condition of a phrase. */
export interface PhraseQuery {
  /** A tsquery literal; null if the phrase has no word or emoji, so that nothing can match. */
  readonly query: string | null;
  /**
   * Names within the phrase whose signs carry meaning (`c++`, `.net`, `$aapl`), in lower case:
   * title or body must also contain each of them; empty if words alone decide.
   */
  readonly literals: readonly string[];
}

/** Returns the search condition of a keyword. */
export function phraseQuery(keyword: string): PhraseQuery {
  const phrase = phraseOf(keyword, { signs: false });
  return {
    query: phrase && tsqueryOf(phrase),
    literals: keyword.toLowerCase().match(NAMES) ?? [],
  };
}
