import fc from 'fast-check';
import type { Field, Item, QueryNode, Term } from '../src/index.ts';
import { allOf, anyOf, isAnchored, notOf } from '../src/query/ast.ts';
import { itemOf } from './examples.ts';

/** Few words, in several spellings, so that random queries often match random texts. */
const WORDS = [
  'apple',
  'Apple',
  'APPLE',
  'app',
  'pie',
  'open',
  'Open',
  'source',
  'open-source',
  'C++',
  'c++',
  'C',
  '.NET',
  'asp.net',
  'net',
  'node.js',
  '#AI',
  '#ai',
  'AI',
  '@ada',
  'ada',
  '$AAPL',
  'aapl',
  '東京',
  '京都',
  'ไทย',
  'مرحبا',
  'café',
  'cafe\u0301',
  'İstanbul',
  'ﬁne',
  "don't",
  '🚀',
  '👍🏽',
  '👍',
  '❤️',
  'v2.0',
] as const;

const word = fc.constantFrom(...WORDS);
const separator = fc.constantFrom(' ', ' ', ' ', ', ', '\n', ' — ', '! ', '/', '');

/** Texts of the words of queries. */
export const text: fc.Arbitrary<string> = fc
  .array(fc.tuple(word, separator), { maxLength: 9 })
  .map((parts) => parts.flat().join(''));

const wordText = word.filter((each) => !/^[❤🚀👍]/u.test(each));

/** Words, phrases, prefixes and texts in exact case. */
export const term: fc.Arbitrary<Term> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('term' as const),
      text: fc.oneof(
        { weight: 3, arbitrary: word },
        {
          weight: 1,
          arbitrary: fc.array(word, { minLength: 2, maxLength: 3 }).map((each) => each.join(' ')),
        },
      ),
      exact: fc.oneof(
        { weight: 3, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
      prefix: fc.constant(false),
      inTitle: fc.oneof(
        { weight: 4, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('term' as const),
      text: fc.oneof(
        fc.constantFrom('a', 'ap', 'op', 'ne', '.n', '東', 'c+'),
        fc.tuple(wordText, wordText).map(([first, second]) => `${first} ${second}`),
      ),
      exact: fc.constant(false),
      prefix: fc.constant(true),
      inTitle: fc.boolean(),
    }),
  },
);

const FIELD_VALUES = {
  author: ['ada', 'émile'],
  community: ['saas', 'startups'],
  domain: ['acme.com', 'example.org'],
  has: ['link', 'media'],
  lang: ['en', 'de'],
  min_score: ['0', '10', '-3'],
  site: ['acme.com', 'docs.acme.com'],
  source: ['reddit', 'x'],
  type: ['post', 'comment'],
  url: ['acme.com/docs', 'acme', 'q=a%20b'],
} as const;

/** Conditions on properties of items. */
export const field: fc.Arbitrary<Field> = fc
  .constantFrom(...(Object.keys(FIELD_VALUES) as (keyof typeof FIELD_VALUES)[]))
  .chain((name) =>
    fc.constantFrom<string>(...FIELD_VALUES[name]).map((value) => ({ kind: 'field' as const, name, value })),
  );

const plain = term.map((each) => ({ ...each, inTitle: false }));
const side = fc.array(plain, { minLength: 1, maxLength: 3 });
const near = fc.record({
  kind: fc.constant('near' as const),
  distance: fc.integer({ min: 1, max: 5 }),
  left: side,
  right: side,
});

/** Any query, also one that only excludes. */
export const node: fc.Arbitrary<QueryNode> = fc.letrec<{ node: QueryNode }>((tie) => {
  const nodes = fc.array(tie('node'), { minLength: 1, maxLength: 3 }) as fc.Arbitrary<
    [QueryNode, ...QueryNode[]]
  >;
  return {
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 5, arbitrary: term },
      { weight: 2, arbitrary: field },
      { weight: 1, arbitrary: near },
      { weight: 2, arbitrary: nodes.map(allOf) },
      { weight: 2, arbitrary: nodes.map(anyOf) },
      { weight: 1, arbitrary: tie('node').map(notOf) },
    ),
  };
}).node;

/** Queries that the parser accepts. */
export const query: fc.Arbitrary<QueryNode> = node.filter(isAnchored);

const URLS = [
  'https://acme.com/docs/1',
  'http://www.ACME.com/docs?q=a%20b',
  'https://docs.acme.com:8080',
  'https://user@notacme.com/',
  'https://example.org/acme',
  'mailto:ada@acme.com',
  'acme.com/docs',
];

/** Items of such texts, whose properties are those that queries ask for. */
export const item: fc.Arbitrary<Item> = fc
  .record({
    title: text,
    text,
    author: fc.constantFrom(null, 'ada', 'Ada', 'Émile', 'émile', ''),
    url: fc.constantFrom(null, ...URLS),
    links: fc.subarray(URLS, { maxLength: 2 }),
    source: fc.constantFrom('reddit', 'x', 'hackernews'),
    community: fc.constantFrom(null, 'SaaS', 'startups'),
    language: fc.constantFrom(null, 'en', 'en-US', 'DE', 'eng'),
    kind: fc.constantFrom('post' as const, 'comment' as const),
    hasMedia: fc.boolean(),
    score: fc.constantFrom(null, -3, 0, 10, 9_007_199_254_740_991),
  })
  .map(itemOf);

/** The seed of the property tests: a failure is found again by the next run. */
export const SEED = 20_261_128;
