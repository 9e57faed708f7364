import type { ReadText, Token } from './read-text.ts';

const MOST = 5;
const LONGEST_PHRASE = 3;
const WORD = /^[\p{L}][\p{L}\p{N}'’-]+$/u;
/** Nouns that carry no topic. */
const EMPTY = new Set(
  `thing things way ways time times day days lot lots bit something anything everything nothing someone anyone everyone
  people guy guys man one ones kind sort stuff year years week weeks month months hour hours minute minutes today tomorrow
  yesterday fact point part case reason question questions answer thanks thank please lol omg wow yeah yes no ok okay link
  bio hi hello hey via rt amp http https www com`.split(/\s+/),
);

/**
 * Extracts key phrases in lower case: runs of adjectives and nouns that end in a noun, and
 * hashtags. Frequent and longer phrases rank higher; ties keep the order of the text.
 */
export function topicsOf({ sentences }: ReadText): string[] {
  const weights = new Map<string, number>();
  const add = (phrase: string, weight: number) => weights.set(phrase, (weights.get(phrase) ?? 0) + weight);
  for (const { tokens } of sentences) {
    for (const phrase of phrasesOf(tokens)) add(phrase.join(' '), phrase.length);
    for (const { type, lower } of tokens) if (type === 'hashtag' && lower.length > 2) add(lower.slice(1), 2);
  }
  return [...weights]
    .sort(([, one], [, other]) => other - one)
    .slice(0, MOST)
    .map(([phrase]) => phrase);
}

function phrasesOf(tokens: readonly Token[]): string[][] {
  const phrases: string[][] = [];
  let run: Token[] = [];
  const close = () => {
    while (run.length > 0 && !isNoun(run.at(-1)!)) run.pop();
    const words = run.slice(-LONGEST_PHRASE).map(({ lower }) => lower);
    if (words.length > 0 && !(words.length === 1 && EMPTY.has(words[0]!))) phrases.push(words);
    run = [];
  };
  for (const token of tokens) {
    if (isPart(token)) run.push(token);
    else close();
  }
  close();
  return phrases;
}

function isPart(token: Token): boolean {
  return (isNoun(token) || token.pos === 'ADJ') && !token.isStopWord && WORD.test(token.text);
}

function isNoun({ pos }: Token): boolean {
  return pos === 'NOUN' || pos === 'PROPN';
}
