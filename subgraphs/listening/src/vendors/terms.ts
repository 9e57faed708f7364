import { tokensOf } from '@tributary/kit/text';
import type { Term } from '../query/ast.ts';
import type { Dialect } from './search-dialect.ts';
import { ANYTHING, type Atom, type Want } from './want.ts';

/**
 * Characters between words that a quoted phrase may keep: vendors divide their texts as they do it.
 */
const DROPPED = /[^\p{L}\p{N}\p{M}.+#'’&/_-]+/gu;
const PLAIN = /^[\p{L}\p{N}\p{M}]+$/u;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const OPERATOR = /^(?:and|or|not|near)$/;

/** Returns the words, phrases and emoji to ask for to find a term; all of them. */
export function termWants(term: Term, dialect: Dialect): Want[] {
  const normal = term.text.normalize('NFKC').toLowerCase();
  const tokens = tokensOf(normal);
  const emoji = dialect.emoji ? tokens.filter(({ isEmoji }) => isEmoji).map(({ word }) => atom(word)) : [];
  const words = tokens.filter(({ isEmoji }) => !isEmoji);
  // The rest of the last word is unknown, and vendors find whole words only.
  if (term.prefix) words.pop();
  if (words.length === 0) return emoji.length > 0 ? emoji : [ANYTHING];
  const from = normal[words[0]!.start - 1] === '.' ? words[0]!.start - 1 : words[0]!.start;
  const signs = /^[+#]*/.exec(normal.slice(words.at(-1)!.end))![0];
  const phrase = normal
    .slice(from, words.at(-1)!.end + signs.length)
    .replace(DROPPED, ' ')
    .trim();
  return [
    ...phraseWants(
      phrase,
      words.map(({ word }) => word),
      term,
      dialect,
    ),
    ...emoji,
  ];
}

function phraseWants(phrase: string, words: readonly string[], { inTitle }: Term, dialect: Dialect): Want[] {
  const place = (text: string) => atom(inTitle && dialect.title ? dialect.title(text) : text);
  if (PLAIN.test(phrase) && !UNSPACED.test(phrase) && !OPERATOR.test(phrase))
    return [phrase.length < dialect.shortest ? ANYTHING : place(phrase)];
  if (dialect.phrases) return [phrase.length < dialect.shortest ? ANYTHING : place(`"${phrase}"`)];
  return words.map((word) => (word.length < dialect.shortest ? ANYTHING : place(word)));
}

function atom(text: string): Atom {
  return { kind: 'atom', text, isField: false, isNegated: false };
}
