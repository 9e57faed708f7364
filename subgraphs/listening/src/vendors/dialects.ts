import { type Dialect, defineDialect, inParentheses } from './search-dialect.ts';

const unsearchable = (name: string, unsupported: string) =>
  defineDialect({ name, unsupported, maxLength: 0 });

/** The search syntax of each platform, by its slug. */
export const DIALECTS = {
  /** Algolia, with `advancedSyntax=true` for phrases; a query is cut after 512 bytes. */
  hackernews: defineDialect({ name: 'Hacker News', maxLength: 128 }),
  /** `/search` for links; comments are found by reading the communities. */
  reddit: defineDialect({
    name: 'Reddit',
    maxLength: 512,
    or: inParentheses,
    title: (text) => `title:${text}`,
    fields: {
      author: (value) => (/^[\w-]+$/.test(value) ? `author:${value}` : null),
      community: (value) => (/^\w+$/.test(value) ? `subreddit:${value}` : null),
    },
    fieldsAlone: true,
  }),
  /** Full-text search of an instance that has it. */
  mastodon: defineDialect({ name: 'Mastodon', maxLength: 256, emoji: true }),
  /** Recent search. A word is compared with whole words of the text, so that exclusion is exact. */
  x: defineDialect({
    name: 'X',
    maxLength: 512,
    or: inParentheses,
    not: true,
    emoji: true,
    fields: {
      author: (value) => (/^\w{1,15}$/.test(value) ? `from:${value}` : null),
      lang: (value) => (value.length === 2 ? `lang:${value}` : null),
    },
  }),
  /** `search.list`; `|` binds tighter than the space. */
  youtube: defineDialect({
    name: 'YouTube',
    maxLength: 256,
    or: (alternatives) => alternatives.join('|'),
  }),
  /** `/search/advanced`. */
  stackoverflow: defineDialect({ name: 'Stack Overflow', maxLength: 240 }),
  /** Issues; at most five operators, so that alternatives are separate searches. */
  github: defineDialect({
    name: 'GitHub',
    maxLength: 256,
    fields: {
      author: (value) => (/^[a-z\d-]+$/.test(value) ? `author:${value}` : null),
      community: (value) => (/^[\w.-]+\/[\w.-]+$/.test(value) ? `repo:${value}` : null),
    },
    fieldsAlone: true,
  }),
  /** `searchPosts`; alternatives are not documented. */
  bluesky: defineDialect({ name: 'Bluesky', maxLength: 300, emoji: true }),
  /**
   * The DOC API: alternatives in one level of parentheses; words under three letters are refused.
   */
  gdelt: defineDialect({ name: 'GDELT', maxLength: 250, or: inParentheses, shortest: 3 }),
  devto: unsearchable('DEV', 'DEV has no search by words: its newest articles are read and matched here.'),
  lobsters: unsearchable('Lobsters', 'Lobsters has no search: its newest stories are read and matched here.'),
} as const satisfies Readonly<Record<string, Dialect>>;

/** A platform whose search syntax is known. */
export type DialectName = keyof typeof DIALECTS;
