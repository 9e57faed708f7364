import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keywordQuery, LONGEST_QUERY, MOST_TERMS, parseQuery, printQuery } from '../src/index.ts';
import { query, SEED } from './arbitrary.ts';

describe('the printer', () => {
  test('prints every query so that the parser reads the same', () => {
    fc.assert(
      fc.property(query, (node) => {
        const text = printQuery(node);
        fc.pre(text.length <= LONGEST_QUERY);
        expect(parseQuery(text)).toEqual({ query: node, error: null });
        expect(printQuery(parseQuery(text).query!)).toBe(text);
      }),
      { numRuns: 3_000, seed: SEED },
    );
  });

  test('prints what the parser reads in a form that stays the same', () => {
    const parts = fc.constantFrom(
      ...[
        'a',
        'B*',
        '"a b"',
        '“x y*”',
        '`Ab`',
        '(',
        ')',
        ' ',
        ' ',
        ' OR ',
        ' AND ',
        ' NOT ',
        '-',
        '–',
        ' NEAR/2 ',
      ],
      ...[
        'title:',
        'lang:',
        'en',
        'source:X',
        'type:post',
        'has:link',
        'url:',
        'https://a.example/x?y:z',
        '*',
        ':',
        '🚀',
      ],
    );
    let valid = 0;
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 12 }), (each) => {
        const { query } = parseQuery(each.join(''));
        if (query === null) return;
        valid++;
        const printed = printQuery(query);
        expect(parseQuery(printed)).toEqual({ query, error: null });
        expect(printQuery(parseQuery(printed).query!)).toBe(printed);
      }),
      { numRuns: 8_000, seed: SEED },
    );
    expect(valid).toBeGreaterThan(800);
  });
});

describe('the parser', () => {
  test('returns a query or an error with a place in the text, for any text at all', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...'ab"`()-*:/| \n\0'), maxLength: 40 }),
    );
    fc.assert(
      fc.property(any, (text) => {
        const { query, error } = parseQuery(text);
        if (query) return;
        expect(error.message).not.toBe('');
        expect(error.position).toBeGreaterThanOrEqual(0);
        expect(error.position + error.length).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3_000, seed: SEED },
    );
  });

  test('counts characters, not code units', () => {
    const longest = '🚀'.repeat(LONGEST_QUERY);
    expect(parseQuery(longest).error).toBeNull();
    expect(parseQuery(`${longest}🚀`).error).toMatchObject({
      message: 'The query has more than 1,024 characters.',
    });
  });

  test('accepts 50 terms, and names the place of the next', () => {
    const words = Array.from({ length: MOST_TERMS }, (_, index) => `w${index}`);
    expect(parseQuery(words.join(' ')).error).toBeNull();
    const text = [...words, 'more'].join(' ');
    expect(parseQuery(text).error).toMatchObject({ position: text.length - 4, length: 4 });
  });

  test('reads the deepest query that fits', () => {
    const depth = Math.floor((LONGEST_QUERY - 1) / 2);
    expect(parseQuery(`${'('.repeat(depth)}a${')'.repeat(depth)}`).query).toMatchObject({ text: 'a' });
    expect(parseQuery(`b ${'-'.repeat(LONGEST_QUERY - 4)}a`).query).toMatchObject({ kind: 'and' });
  });

  test.each([
    ['', 'The query is empty.', 0],
    ['a\0b', 'The query must be Unicode text without the character NUL.', 1],
    ['()', 'Empty parentheses at 0.', 0],
    ['a "', 'Unclosed quote at 2.', 2],
    ['a `B', 'Unclosed backtick at 2.', 2],
    ['"a"*', '`*` after a closing quote at 3.', 3],
    ['OR a', 'OR at 0 where a word is expected.', 0],
    ['a AND OR b', 'OR at 6 where a word is expected.', 6],
    ['a NEAR/0 b', 'The distance of NEAR at 2 must be between 1 and 15, got 0.', 2],
    ['a NEAR/99 b', 'The distance of NEAR at 2 must be between 1 and 15, got 99.', 2],
    ['a NEAR/2 b NEAR/2 c', 'NEAR at 11 follows another NEAR.', 11],
    ['a NEAR/2 (b c)', 'NEAR at 2 needs a word, a phrase, or alternatives of them on both sides.', 9],
    ['lang:en NEAR/2 a', 'NEAR at 8 needs a word, a phrase, or alternatives of them on both sides.', 0],
    ['title:(a OR b)', '`title:` at 0 takes one value, not a group.', 0],
    ['title: a', '`title:` at 0 needs a value.', 0],
    ['a (title:)', '`title:` at 3 needs a value.', 3],
    ['title:!!!', '`!!!` at 6 has no letter, digit or emoji to find.', 6],
    ['source:redit', /^`source:` at 0 must be one of bluesky, /, 0],
    ['min_score:ten', '`min_score:` at 0 must be a whole number such as `10`, got `ten`.', 0],
    ['a || b', '`||` at 2 is not an operator.', 2],
    ['a -b OR (-c -d)', 'The part at 8 only excludes, so that nearly every post matches it.', 8],
  ])('refuses %j: %s', (text, message, position) => {
    const { error } = parseQuery(text);
    expect(error).toMatchObject({
      position,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });
});

describe('a keyword', () => {
  test.each([
    ['open source', '"open source"'],
    ['C++', 'C++'],
    ['a "quoted" word', '"a quoted word"'],
    ['this OR that', '"this OR that"'],
    ['or', '"or"'],
    ['-title:x*', '"-title:x"'],
  ])('%j becomes the query %s', (keyword, expected) => {
    const query = keywordQuery(keyword)!;
    expect(printQuery(query)).toBe(expected);
    expect(parseQuery(expected)).toEqual({ query, error: null });
  });

  test('without a word is none', () => {
    expect(keywordQuery('!!! "*"')).toBeNull();
  });
});
