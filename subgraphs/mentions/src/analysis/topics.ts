import { isTopicWord } from '@tributary/kit/text';
import type { ReadText, Token } from './reading/index.ts';

const MOST = 5;
const LONGEST_PHRASE = 3;
const WORD = /^[\p{L}][\p{L}\p{N}'’-]+$/u;
const CONTRACTION = /(?:n['’]t|['’](?:m|re|ve|ll|d|s))$/;

/**
 * Extracts key phrases in lower case: runs of adjectives and nouns that end in a noun, and
 * hashtags. Frequent and longer phrases rank higher; ties keep the order of the text.
 */
export function topicsOf({ sentences }: ReadText): string[] {
  const weights = new Map<string, number>();
  const add = (phrase: string, weight: number) => weights.set(phrase, (weights.get(phrase) ?? 0) + weight);
  for (const { tokens } of sentences) {
    for (const phrase of phrasesOf(tokens)) add(phrase.join(' '), phrase.length);
    for (const { type, lower } of tokens)
      if (type === 'hashtag' && isTopicWord(lower.slice(1))) add(lower.slice(1), 2);
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
    while (run.length > 0 && !(isNoun(run.at(-1)!) && isTopicWord(run.at(-1)!.lower))) run.pop();
    const tokens = run.slice(-LONGEST_PHRASE);
    while (tokens.length > 0 && !isTopicWord(tokens[0]!.lower)) tokens.shift();
    if (tokens.length > 0) phrases.push(tokens.map(({ lower }) => lower));
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
  const { text, lower, isStopWord, pos } = token;
  if (isStopWord || !WORD.test(text) || CONTRACTION.test(lower)) return false;
  return isNoun(token) || pos === 'ADJ';
}

function isNoun({ pos }: Token): boolean {
  return pos === 'NOUN' || pos === 'PROPN';
}
