import { describe, expect, test } from '@jest/globals';
import { type JudgedPost, type Judgement, judge, trackerWords } from '../../src/community/relevance/index.ts';

/** Builds a match of the first occurrence of `word` in the title, or else in the body. */
function match(word: string, title: string, body = '', changes: Partial<JudgedPost> = {}): JudgedPost {
  const part = title.includes(word) ? 'title' : 'text';
  const start = (part === 'title' ? title : body).indexOf(word);
  const spans = [{ part, start, end: start + word.length } as const];
  const rest = { source: 'reddit', kind: 'p', author: 'someone', community: null, points: null } as const;
  return { ...rest, title, body, spans, ...changes };
}

const judged = (post: JudgedPost, query: string, context = ''): Judgement =>
  judge(post, trackerWords({ query, context }), null);

const NOTION = ['Notion', 'Wiki and documents for teams; alternative to Confluence and Obsidian'] as const;

describe('a match', () => {
  test('in the title is highly relevant', () => {
    expect(judged(match('pgbouncer', 'How do you run pgbouncer?'), 'pgbouncer')).toEqual({
      relevance: 'high',
      reason: 'The title names it.',
    });
  });

  test('far down in a long text is less relevant', () => {
    const { relevance, reason } = judged(
      match('pgbouncer', 'My week', `${'word '.repeat(100)} pgbouncer`),
      'pgbouncer',
    );
    expect([relevance, reason]).toEqual(['medium', expect.any(String)]);
  });

  test('only in an address is of low relevance', () => {
    const post = match('acme', '', `${'word '.repeat(60)} see https://acme.example/x`);
    expect(judged(post, 'acme')).toMatchObject({
      relevance: 'low',
      reason: expect.stringContaining('address'),
    });
  });
});

describe('an ambiguous word', () => {
  test('written as an ordinary word, without its context, is of low relevance', () => {
    expect(judged(match('notion', '', 'I reject the notion that tests are slow'), ...NOTION)).toMatchObject({
      relevance: 'low',
      reason: expect.stringContaining('ordinary word'),
    });
  });

  test('with words of its context is relevant, and the reason names them', () => {
    expect(judged(match('Notion', 'Moving our wiki from Confluence to Notion'), ...NOTION)).toMatchObject({
      relevance: 'high',
      reason: expect.stringContaining('confluence'),
    });
  });

  test('is less relevant without a context than an unambiguous one', () => {
    const odds = (word: string) => judged(match(word, '', `We use ${word} at work`), word).relevance;
    expect([odds('linear'), odds('pgbouncer')]).toEqual(['medium', 'high']);
  });
});

describe('spam is of low relevance', () => {
  test.each([
    ['a giveaway', 'GIVEAWAY: win a Notion licence, retweet to win'],
    ['an advertisement', 'Notion templates, use code SAVE20 today'],
    ['spam', 'Join our Telegram group, Notion airdrop 100x'],
  ])('%s', (_, title) => {
    expect(judged(match('Notion', title), 'Notion')).toMatchObject({
      relevance: 'low',
      reason: expect.stringContaining('looks like'),
    });
  });
});

test('the author and the reception count', () => {
  const of = (word: string, changes: Partial<JudgedPost> = {}) =>
    judged(match(word, '', `We use ${word} at work`, changes), word).relevance;
  expect([of('pgbouncer'), of('pgbouncer', { author: 'release_bot' })]).toEqual(['high', 'medium']);
  expect([of('linear'), of('linear', { points: 100 })]).toEqual(['medium', 'high']);
});

test('a post in another script than the query is less relevant', () => {
  const text = 'pgbouncer: как настроить пул соединений для небольшого сервера приложений';
  expect(judged(match('pgbouncer', '', text), 'pgbouncer').relevance).toBe('medium');
  expect(judged(match('пул', '', text), 'пул').relevance).toBe('high');
});

test('what a query excludes is not one of its words', () => {
  expect(trackerWords({ query: 'crm -jobs "sales force" title:erp', context: 'crm for sales' })).toEqual({
    terms: ['crm', 'sales force', 'erp'],
    isAmbiguous: false,
    context: new Set([]),
  });
});
