import { NAMES } from '../text/search/signs.ts';
import { tokensOf } from '../text/search/tokens.ts';
import { isCommonWord } from './common-words.ts';

/** How an alias was derived from a name. */
export type DerivedKind = 'joined' | 'split' | 'plain' | 'plural';

/** A phrase that names a brand because one of its names does. */
export interface DerivedAlias {
  readonly text: string;
  readonly kind: DerivedKind;
}

const MOST = 20;
/** Shorter joined words are words of their own: "H&M" is not "hm". */
const LEAST_JOINED = 4;
const LEAST_PLURAL = 3;
const LEAST_PART = 2;
/** Parts of split names that would make an ordinary phrase of it: "linked in", "service now". */
const FUNCTION_WORDS =
  /^(?:an?|at|be|by|for|go|in|is|it|me|my|no|now|of|off|on|one|or|out|the|to|up|us|we)$/i;
/** Endings of adjectives and demonyms, whose plurals are people: "Americans". */
const ADJECTIVE = /(?:[ie]an|can|ese|ish)$/i;

/**
 * Derives the aliases of a brand from its names: joined as in handles and hashtags ("CocaCola"),
 * split where capitals join words ("Coca Cola"), plain without accents and with "and" for "&"
 * ("L'Oreal"), and the plural ("Teslas"). Names with significant signs ("C++") have none.
 */
export function derivedAliases(names: readonly string[]): DerivedAlias[] {
  const known = new Set(names.map(comparedForm));
  const derived: DerivedAlias[] = [];
  for (const name of names) {
    if (name.search(NAMES) !== -1) continue;
    for (const alias of formsOf(name)) {
      const form = comparedForm(alias.text);
      if (known.has(form)) continue;
      known.add(form);
      derived.push(alias);
    }
  }
  return derived.slice(0, MOST);
}

function formsOf(name: string): DerivedAlias[] {
  const plain = plainOf(name);
  const of = (kind: DerivedKind, text: string | null) => (text === null ? [] : [{ kind, text }]);
  return [
    ...of('plain', plain),
    ...[name, ...(plain ? [plain] : [])].flatMap((each) => of('joined', joined(each))),
    ...of('split', split(name)),
    ...of('plural', plural(name)),
  ];
}

/** The words of a phrase; phrases with the same words match the same texts. */
function comparedForm(phrase: string): string {
  return wordsIn(phrase)
    .map((word) => word.toLowerCase())
    .join(' ');
}

/** Returns the words of a phrase as written. */
function wordsIn(phrase: string): string[] {
  return tokensOf(phrase.normalize('NFKC'))
    .filter(({ isEmoji }) => !isEmoji)
    .map(({ surface }) => surface);
}

function plainOf(name: string): string | null {
  const plain = name
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/\s*&\s*(?=\S)/g, ' and ')
    .trim();
  return plain === name ? null : plain;
}

function joined(name: string): string | null {
  const words = wordsIn(name);
  const whole = words.join('');
  return words.length > 1 && whole.length >= LEAST_JOINED ? whole : null;
}

function split(name: string): string | null {
  const words = wordsIn(name);
  const parts = words.flatMap((word) => word.split(/(?<=\p{Ll})(?=\p{Lu})/u));
  if (parts.length === words.length) return null;
  return parts.some((part) => part.length < LEAST_PART || FUNCTION_WORDS.test(part)) ? null : parts.join(' ');
}

function plural(name: string): string | null {
  const last = wordsIn(name).at(-1) ?? '';
  if (last.length < LEAST_PLURAL || !/^\p{Script=Latin}+$/u.test(last) || !name.endsWith(last)) return null;
  if (/s$/i.test(last) || ADJECTIVE.test(last) || isCommonWord(last.toLowerCase())) return null;
  return `${name}${/(?:[xz]|[cs]h)$/i.test(last) ? 'es' : 's'}`;
}
