import { type Phrase, tsqueryOf } from '@tributary/kit/text';
import { leastDistance, type NearPlan } from '../matching/compile.ts';

/**
 * Returns NEAR as a tsquery. PostgreSQL knows exact distances only, so that every one of them is an
 * alternative. They are tried only if all words are present: most texts lack one, and merging
 * positions is slow.
 */
export function nearQuery({ distance, left, right }: NearPlan): string {
  const leftWords = left.filter(isWord);
  const rightWords = right.filter(isWord);
  const pairs = left.flatMap((one) => right.map((other) => [one, other] as const));
  const others = pairs.filter(([one, other]) => !isWord(one) || !isWord(other));
  return [
    ...(leftWords.length > 0 && rightWords.length > 0 ? [nearWords(leftWords, rightWords, distance)] : []),
    ...others.map(([one, other]) => nearPhrases(one, other, distance)),
  ].join(' | ');
}

function isWord(phrase: Phrase): boolean {
  return phrase.length === 1 && !phrase[0].isEmoji;
}

/** Words of one side are alternatives at each distance, which no phrase of several words can be. */
function nearWords(left: readonly Phrase[], right: readonly Phrase[], most: number): string {
  const [one, other] = [left, right].map((words) => `(${words.map((word) => tsqueryOf(word)).join(' | ')})`);
  const alternatives = Array.from({ length: most }, (_, index) => index + 1).flatMap((distance) => [
    `${one} <${distance}> ${other}`,
    `${other} <${distance}> ${one}`,
  ]);
  return `(${one} & ${other} & (${alternatives.join(' | ')}))`;
}

function nearPhrases(one: Phrase, other: Phrase, most: number): string {
  const present = new Set([...one, ...other].map((lexeme) => tsqueryOf([lexeme])));
  const alternatives = [...followed(one, other, most), ...followed(other, one, most)];
  return `(${[...present].join(' & ')} & (${alternatives.join(' | ')}))`;
}

function followed(first: Phrase, second: Phrase, most: number): string[] {
  const end = first.at(-1)!.offset;
  const least = leastDistance(first, second);
  return Array.from({ length: most - least + 1 }, (_, index) => {
    const moved = second.map((lexeme) => ({ ...lexeme, offset: lexeme.offset + end + least + index }));
    return `(${tsqueryOf([first[0], ...first.slice(1), ...moved])})`;
  });
}
