import { describe, expect, test } from '@jest/globals';
import {
  type JudgedPost,
  judge,
  type Opinion,
  type Relevance,
  trackerWords,
  wordsHash,
} from '../../src/community/relevance/index.ts';

const POST: JudgedPost = {
  source: 'reddit',
  kind: 'p',
  title: 'How do you run pgbouncer?',
  body: '',
  author: 'someone',
  community: null,
  points: null,
  spans: [{ part: 'title', start: 15, end: 24 }],
};
const TRACKER = trackerWords({ query: 'pgbouncer', context: '' });

function opinion(relevance: Relevance | null, reason = 'It asks about pooling!'): Opinion {
  return { model: 'small-1', relevance, reason, hash: 'h', words: wordsHash(POST) };
}

describe('an opinion of the language model', () => {
  const LEVELS: Relevance[] = ['high', 'medium', 'low'];
  test.each(LEVELS)('of %s relevance replaces the rules', (relevance) => {
    expect(judge(POST, TRACKER, null, opinion(relevance))).toEqual({
      relevance,
      reason: 'It asks about pooling, according to small-1.',
    });
  });

  test('that was dropped leaves the judgement of the rules', () => {
    expect(judge(POST, TRACKER, null, opinion(null, ''))).toEqual(judge(POST, TRACKER, null));
  });

  test('is about the words of a title and a body, and not of others', () => {
    const words = [
      { title: 'a', body: 'b' },
      { title: 'ab', body: '' },
      { title: '', body: 'ab' },
      { title: 'a', body: 'b ' },
    ];
    expect(new Set(words.map(wordsHash)).size).toBe(4);
  });
});
