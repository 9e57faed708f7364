import { describe, expect, test } from '@jest/globals';
import { wordsOf } from '@tributary/kit/text';
import fc from 'fast-check';
import {
  compileQuery,
  DIALECTS,
  type Dialect,
  type DialectName,
  type Item,
  matches,
  parseQuery,
  readItem,
  searchStrings,
} from '../src/index.ts';
import { item, query, SEED } from './arbitrary.ts';

const ALL = Object.entries(DIALECTS) as [DialectName, Dialect][];
const SEARCHABLE = ALL.filter(([, { unsupported }]) => unsupported === null);

/** Evaluates a search string as a vendor does: words and phrases of title and text, and fields. */
function finds(search: string, of: Item): boolean {
  const group = /\((?<inside>[^)]*)\)|(?<outside>(?:-?(?:\w+:)?(?:"[^"]*"|[^\s()"|]+)\|?)+)/gu;
  return [...search.matchAll(group)].every(({ groups }) => {
    const { inside, outside } = groups as { inside?: string; outside?: string };
    const atoms = inside === undefined ? splitOutside(outside!, '|') : splitOutside(inside, ' OR ');
    return atoms.some((atom) => holds(atom, of));
  });
}

/** Splits a text at a separator that is not within quotes. */
function splitOutside(text: string, separator: string): string[] {
  const parts = text.split('"').map((part, index) => (index % 2 === 0 ? part.split(separator) : part));
  return parts
    .reduce<string[]>(
      (all, part) =>
        typeof part === 'string'
          ? [...all.slice(0, -1), `${all.at(-1)}"${part}"`]
          : [...all.slice(0, -1), `${all.at(-1)}${part[0]}`, ...part.slice(1)],
      [''],
    )
    .filter((each) => each !== '');
}

function holds(atom: string, of: Item): boolean {
  if (atom.startsWith('-')) return !holds(atom.slice(1), of);
  const [, field, value = atom] = /^(\w+):(.*)$/.exec(atom) ?? [];
  const equals = (own: string | null) => own?.toLowerCase() === value;
  if (field === 'author' || field === 'from') return equals(of.author);
  if (field === 'subreddit' || field === 'repo') return equals(of.community);
  if (field === 'lang') return equals(of.language?.split('-')[0] ?? null);
  if (field !== undefined && field !== 'title') throw new Error(`${field} in ${atom}`);
  const texts = field === 'title' ? [of.title] : [of.title, of.text];
  const words = wordsOf(value);
  if (words.length === 0) return texts.some((text) => text.includes(value));
  return texts.some((text) => ` ${wordsOf(text).join(' ')} `.includes(` ${words.join(' ')} `));
}

describe('a search string', () => {
  test.each(SEARCHABLE)('of %s finds every item that the query matches', (_, dialect) => {
    let matched = 0;
    let narrowed = 0;
    fc.assert(
      fc.property(query, fc.array(item, { minLength: 1, maxLength: 6 }), (node, items) => {
        const { searches } = searchStrings(node, dialect);
        if (searches === null) return;
        const plan = compileQuery(node);
        for (const search of searches) expect([...search].length).toBeLessThanOrEqual(dialect.maxLength);
        for (const each of items) {
          const isFound = searches.some((search) => finds(search, each));
          if (!isFound) narrowed++;
          if (!matches(plan, readItem(each))) continue;
          matched++;
          expect([searches, each, isFound]).toEqual([searches, each, true]);
        }
      }),
      { numRuns: 800, seed: SEED },
    );
    expect(matched).toBeGreaterThan(150);
    expect(narrowed).toBeGreaterThan(150);
  });

  test.each(SEARCHABLE)('of %s is within its length, also for long queries', (_, dialect) => {
    const words = Array.from({ length: 45 }, (_, index) => `word${index}example`);
    const text = words.join(' ');
    for (const [long, of] of [
      [words.join(' OR '), words[44]!],
      [text, text],
      [`"${text}"`, text],
      [`(${words.slice(0, 40).join(' OR ')}) ("c d" OR e) -f`, `${words[39]} e`],
    ] as const) {
      const { searches } = searchStrings(parseQuery(long).query!, dialect);
      for (const search of searches!) expect([...search].length).toBeLessThanOrEqual(dialect.maxLength);
      const each = { ...fc.sample(item, { numRuns: 1, seed: SEED })[0]!, title: '', text: of };
      expect(searches!.some((search) => finds(search, each))).toBe(true);
    }
  });

  test.each<[DialectName, string, string[] | string]>([
    ['hackernews', 'tributary OR "social listening"', ['tributary', '"social listening"']],
    ['hackernews', 'apple (pie OR cake) -fruit', ['apple pie', 'apple cake']],
    ['reddit', 'apple (pie OR cake) community:r/SaaS', ['apple (pie OR cake) subreddit:saas']],
    ['reddit', 'title:"Show HN"', ['title:"show hn"']],
    ['x', 'apple -fruit lang:en author:@Ada', ['apple -fruit lang:en from:ada']],
    ['x', '#AI OR 🚀', ['(ai OR 🚀)']],
    ['x', '"or" "not" a', ['"or" "not" a']],
    ['youtube', 'apple (pie OR "ice cream")', ['apple pie|"ice cream"']],
    ['github', 'node.js OR `C++`', ['"node.js"', '"c++"']],
    ['gdelt', 'ai strategy', ['strategy']],
    ['bluesky', 'crash NEAR/3 (app OR site)', ['crash app', 'crash site']],
    ['bluesky', 'invoic* tool', ['tool']],
    [
      'hackernews',
      'invoic*',
      'Hacker News cannot search for this query: add a whole word or a phrase that must be present.',
    ],
    ['x', 'lang:en', 'X cannot search for this query: add a whole word or a phrase that must be present.'],
    ['devto', 'apple', 'DEV has no search by words: its newest articles are read and matched here.'],
  ])('of %s for %s', (name, text, expected) => {
    const { searches, reason } = searchStrings(parseQuery(text).query!, DIALECTS[name]);
    expect(searches ?? reason).toEqual(expected);
  });
});
