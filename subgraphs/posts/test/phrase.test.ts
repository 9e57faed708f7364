import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { phraseQuery, searchVector, wordsOf } from '@tributary/kit/text';
import fc from 'fast-check';
import { countCommunityPosts } from '../src/community/data/community-posts.ts';
import { upsertCommunityPosts } from '../src/community/data/write-community-posts.ts';
import { newScope, scoredPost } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

/** Returns whether PostgreSQL matches our literals. */
async function found(title: string, body: string, keyword: string): Promise<boolean> {
  const query = phraseQuery(keyword);
  if (query === null) return false;
  const asked = 'select $1::tsvector @@ $2::tsquery as found';
  const { rows } = await opened.database.pool.query(asked, [searchVector(title, body), query]);
  return rows[0].found;
}

const inTitle: [keyword: string, title: string][] = [
  ['open source', 'Open Source matters'],
  ['OPEN SOURCE', 'open source'],
  ['open source', 'An open-source tool'],
  ['open-source', 'An open source tool'],
  ['open source', 'open\n\tsource'],
  ['open source', 'open: source!'],
  ['source', '(source)'],
  ['café', 'Le CAFÉ noir'],
  ['café', 'Le cafe\u0301 noir'],
  ['straße', 'Die Straße'],
  ['ﬁnance', 'finance'],
  ['ｆｕｌｌ ｗｉｄｔｈ', 'full width'],
  ["don't panic", 'Don’t panic'],
  ["o'reilly's", 'O’Reilly’s books'],
  ['rock & roll', 'rock roll'],
  ['日本', '東京は日本の首都'],
  ['首都', '東京は日本の首都'],
  ['東京は日本の首都', '東京は日本の首都です'],
  ['เครื่องมือ', 'นี่คือเครื่องมือที่ดี'],
  ['한국어 도구', '새 한국어 도구 출시'],
  ['GPT4 모델', 'gpt4 모델'],
  ['日本 tools', '日本tools'],
  ['हिन्दी', 'यह हिन्दी है'],
  ['launch day', '🚀 launch 🎉 day'],
  ['🚀', '🚀 launch'],
  ['🚀 launch', 'we 🚀 launch'],
  ['👍', 'well done 👍🏽'],
  ['node.js', 'Node.js 24'],
  ['v2.0', 'Release v2.0'],
  ['İstanbul', 'İSTANBUL'],
  ['a\0b', 'a b'],
];

const notInTitle: [keyword: string, title: string][] = [
  ['open source', 'source open'],
  ['open source', 'open the source'],
  ['open source', 'opensource'],
  ['open', 'opened'],
  ['sour', 'source'],
  ['cafe', 'café'],
  ['日京', '東京は日本の首都'],
  ['京日', '東京は日本の首都'],
  ['🚀', '🎉 launch'],
  ['🚀 launch', 'launch 🚀'],
  ['!!!', 'really!!!'],
  ['', 'anything'],
];

describe('a phrase', () => {
  test.each(inTitle)('%j is found in %j', async (keyword, title) => {
    expect(await found(title, '', keyword)).toBe(true);
    expect(await found('', title, keyword)).toBe(true);
  });

  test.each(notInTitle)('%j is not found in %j', async (keyword, title) => {
    expect(await found(title, '', keyword)).toBe(false);
  });

  test('does not match across title and body', async () => {
    expect(await found('we are open', 'source of joy', 'open source')).toBe(false);
  });

  test('is found at the end of a body of 40,000 characters', async () => {
    const body = `${'lorem ipsum dolor '.repeat(2_300).slice(0, 39_980)} the very last`;
    expect(body.length).toBeLessThanOrEqual(40_000);
    expect(await found('', body, 'the very last')).toBe(true);
  });

  test('is found by its first hundred characters when it is one very long word', async () => {
    const word = 'x'.repeat(5_000);
    expect(await found(word, '', word)).toBe(true);
    expect(await found(word, '', 'x'.repeat(99))).toBe(false);
  });
});

describe('PostgreSQL accepts the vector', () => {
  test.each([
    [
      '40,000 different ideographs',
      Array.from({ length: 40_000 }, (_, at) => String.fromCodePoint(0x4e00 + (at % 20_000))).join(''),
    ],
    ['a word 40,000 times', 'a '.repeat(20_000)],
    ['one word of 40,000 characters', '界'.repeat(1) + 'é'.repeat(40_000)],
    ['20,000 different words', Array.from({ length: 6_000 }, (_, at) => `w${at.toString(36)}`).join(' ')],
    ['quotes and backslashes', String.raw`' '' \ \\ ':1A 'x':2`],
    ['the signs of a tsquery', 'a & b | !c <-> d:* (e)'],
    ['half of a surrogate pair', 'a \ud83d b \ude00'],
    ['the characters that are no text', 'a \u0000 b \u0007 \u200d \ufeff'],
  ])('of %s', async (_, text) => {
    expect(await found(text, text, 'not there')).toBe(false);
  });

  test('and the query, of any text at all', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...'\'\\:&|!<->()* a1é日\0"') }),
    );
    await fc.assert(
      fc.asyncProperty(text, text, text, async (title, body, keyword) => {
        expect(typeof (await found(title, body, keyword))).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });
});

test('every run of words of a text is found by its phrase', async () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    fc.constantFrom('the', 'C++', '日本', "don't"),
  );
  const text = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '));
  await fc.assert(
    fc.asyncProperty(text, text, fc.nat(), fc.nat(), async (title, body, from, count) => {
      const words = wordsOf(body);
      fc.pre(words.length > 0);
      const start = from % words.length;
      const run = words.slice(start, start + 1 + (count % 10));
      expect(await found(title, body, run.join(' '))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

describe('a symbol that is part of a name', () => {
  const cases: [keyword: string, text: string, found: boolean][] = [
    ['C++', 'Learning C++ in 2026', true],
    ['c++', 'Learning C++, slowly', true],
    ['C++', 'Vitamin C', false],
    ['C++', 'C, then more', false],
    ['C++ developer', 'We hire a C++ developer', true],
    ['C++ developer', 'We hire a C++\ndeveloper', true],
    ['C++ open source', 'C++: open-source libraries', true],
    ['C++ developer', 'C developer', false],
    ['modern C++, not C', 'modern C++ not C', true],
    ['F#', 'F# is fun', true],
    ['F#', 'F is a letter', false],
    ['.NET', 'Porting to .NET 10', true],
    ['.NET', 'The net result', false],
    ['.NET Core', 'asp .NET Core', true],
    ['ASP.NET', 'asp net', true],
    ['#buildinpublic', 'day 4 #BuildInPublic', true],
    ['#buildinpublic', 'buildinpublic', true],
    ['$AAPL', 'long $AAPL', true],
    ['$AAPL', 'AAPL is up', false],
    ['@ada', 'thanks @ada!', true],
    ['1+1', 'what is 1 1', true],
  ];

  test.each(cases)('%j in %j is found: %j', async (keyword, text, expected) => {
    const scope = newScope(opened);
    await upsertCommunityPosts(scope, [
      scoredPost({ title: text, url: 'https://a.example/1' }),
      scoredPost({ title: 'x', body: text, url: 'https://a.example/2' }),
    ]);
    expect(await countCommunityPosts(scope, { keyword })).toBe(expected ? 2 : 0);
  });
});
