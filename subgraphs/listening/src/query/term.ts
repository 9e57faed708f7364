import { phraseOf, tokensOf } from '@tributary/kit/text';
import type { Term } from './ast.ts';
import { QueryFault } from './error.ts';
import type { Lexeme } from './lexer.ts';

/** Reads a word, phrase or text in exact case; throws a {@link QueryFault} if it has no word. */
export function termOf(lexeme: Lexeme & { readonly text: string }, inTitle: boolean): Term {
  const isExact = lexeme.kind === 'exact';
  const prefix = !isExact && /[^\s*]\*$/.test(lexeme.text);
  const text = prefix ? lexeme.text.slice(0, -1) : lexeme.text;
  const star = lexeme.kind === 'word' ? text.indexOf('*') : -1;
  if (star !== -1)
    throw new QueryFault(
      `\`*\` at ${lexeme.start + star} is not at the end of a word.`,
      { start: lexeme.start + star, end: lexeme.start + star + 1 },
      'A `*` stands for the rest of a word: `invoic*`.',
    );
  const phrase = phraseOf(text);
  if (!phrase)
    throw new QueryFault(
      `\`${lexeme.text}\` at ${lexeme.start} has no letter, digit or emoji to find.`,
      lexeme,
      'Remove it, or put it in quotes together with the words next to it.',
    );
  if (prefix && !endsInWord(text))
    throw new QueryFault(
      `\`*\` at ${lexeme.end - 1} does not follow a letter or digit.`,
      lexeme,
      'Write it directly after a word: `invoic*`.',
    );
  return { kind: 'term', text, exact: isExact, prefix, inTitle };
}

function endsInWord(text: string): boolean {
  const normal = text.normalize('NFKC');
  const last = tokensOf(normal).at(-1)!;
  return !last.isEmoji && /^[+#]*$/.test(normal.slice(last.end));
}

/**
 * Returns the query for a keyword: its words as one phrase, even if it looks like operators or
 * fields; null if it has no word and no emoji.
 */
export function keywordQuery(keyword: string): Term | null {
  const text = keyword.replace(/["“”„`*\s]+/g, ' ').trim();
  return phraseOf(text) && { kind: 'term', text, exact: false, prefix: false, inTitle: false };
}
