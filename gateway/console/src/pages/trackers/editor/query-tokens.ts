/** What a part of a query is, which decides its colour. */
export type TokenKind = 'operator' | 'field' | 'phrase' | 'excluded' | 'group' | 'word';

export interface QueryToken {
  readonly text: string;
  readonly start: number;
  readonly kind: TokenKind;
}

/** Fields of the query language, and the values of those that have few. */
export const FIELDS: Readonly<Record<string, readonly string[]>> = {
  title: [],
  author: [],
  site: [],
  domain: [],
  url: [],
  source: ['bluesky', 'hackernews', 'mastodon', 'reddit', 'youtube', 'github', 'stackoverflow', 'x'],
  community: [],
  lang: ['en', 'de', 'fr', 'es', 'it', 'pt', 'ja'],
  type: ['post', 'comment'],
  has: ['link', 'media'],
  min_score: [],
};

const TOKEN = new RegExp(
  [
    String.raw`(?<operator>\b(?:AND|OR|NOT|NEAR\/\d+)(?=\s|\(|$))`,
    String.raw`(?<field>-?\b(?:${Object.keys(FIELDS).join('|')}):(?:"[^"]*"?|[^\s()]*))`,
    '(?<phrase>-?"[^"]*"?|`[^`]*`?)',
    '(?<group>-?[()])',
    String.raw`(?<word>[^\s()"\u0060]+)`,
  ].join('|'),
  'gu',
);

/**
 * Splits a query for its colours only. The server alone decides whether a query is valid, so this
 * accepts every text.
 */
export function tokensOf(query: string): QueryToken[] {
  return [...query.matchAll(TOKEN)].map((match) => {
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)!;
    const isExcluded = match[0].startsWith('-') && match[0].length > 1;
    return { text: match[0], start: match.index, kind: isExcluded ? 'excluded' : (kind as TokenKind) };
  });
}

/** What can be inserted at the end of a word that is being typed. */
export interface Completion {
  readonly text: string;
  /** Index in the query of what it replaces. */
  readonly start: number;
}

/** Lists fields, or values of a field, that begin with the word before the cursor. */
export function completionsAt(query: string, cursor: number): Completion[] {
  const [word] = /[\w:]*$/.exec(query.slice(0, cursor))!;
  if (!word) return [];
  const [field, value] = word.split(':') as [string, string | undefined];
  const start = cursor - word.length;
  if (value === undefined)
    return Object.keys(FIELDS)
      .filter((name) => name.startsWith(field))
      .map((name) => ({ text: `${name}:`, start }));
  return (FIELDS[field] ?? [])
    .filter((each) => each.startsWith(value) && each !== value)
    .map((each) => ({ text: `${field}:${each}`, start }));
}
