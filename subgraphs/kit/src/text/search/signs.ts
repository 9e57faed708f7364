import type { Token } from './tokens.ts';

/** Words with a sign before or after that is part of them: `c++`, `.net`, `$aapl`, `@ada`. */
export const NAMES =
  /(?<![\p{L}\p{N}\p{M}])[.@$]\p{L}[\p{L}\p{N}\p{M}]*|[\p{L}\p{N}\p{M}]+[+#]+(?![\p{L}\p{N}])/gu;

/** Maximum number of signs after a word that are distinguished. */
const MOST_SIGNS = 3;
const LETTER = /^\p{L}/u;

/** The signs that are part of a word in a query; empty strings if there are none. */
export interface Signs {
  readonly before: string;
  readonly after: string;
}

/** Returns the signs of each word of a query that is in NFKC. */
export function signsOf(normal: string, tokens: readonly Token[]): Signs[] {
  const names = [...normal.matchAll(NAMES)].map(({ 0: name, index }) => ({
    start: index,
    end: index + name.length,
  }));
  return tokens.map(({ start, end, isEmoji }) => {
    const around = isEmoji ? undefined : names.find((name) => name.start <= start && name.end >= end);
    if (!around) return { before: '', after: '' };
    return {
      before: normal.slice(around.start, start),
      after: normal.slice(end, around.end).slice(0, MOST_SIGNS),
    };
  });
}

/**
 * Returns the signs next to a word of a text, each alone: a query for `c+` also matches `c++`, as
 * the name of a brand does. A hash is found only by a query in exact case.
 */
export function signsAround(normal: string, { start, end }: Token): Signs[] {
  const before = start === 0 ? '' : normal[start - 1]!;
  const signs: Signs[] = [];
  if (isPrefix(before) && LETTER.test(normal.slice(start, start + 2))) signs.push({ before, after: '' });
  for (let at = end; at < end + MOST_SIGNS && (normal[at] === '+' || normal[at] === '#'); at++)
    signs.push({ before: '', after: normal.slice(end, at + 1) });
  return signs;
}

function isPrefix(sign: string): boolean {
  return sign === '.' || sign === '@' || sign === '$' || sign === '#';
}
