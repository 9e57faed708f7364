import { describe, expect, test } from '@jest/globals';
import { demoPosts, documentedPost } from '../../src/community/demo/demo-posts.ts';
import { analyse } from './support.ts';

describe('the demo posts', () => {
  const now = new Date('2031-05-06T07:08:09Z');
  const posts = demoPosts(now);

  test('are in the past, none older than 60 days and most of the last seven', () => {
    const ages = posts.map(({ postedAt }) => (now.getTime() - postedAt.getTime()) / 86_400_000);
    expect(Math.min(...ages)).toBeGreaterThan(0);
    expect(Math.max(...ages)).toBeLessThanOrEqual(60);
    expect(ages.filter((age) => age < 7).length).toBeGreaterThan(posts.length / 2);
  });

  test('come from all eleven sources, each with its own URL', () => {
    expect(new Set(posts.map(({ source }) => source)).size).toBe(11);
    expect(new Set(posts.map(({ url }) => url)).size).toBe(posts.length);
    for (const { source, subreddit } of posts) expect(subreddit !== null).toBe(source === 'reddit');
  });

  test('match the documented search: AI tools on Reddit, score 7 or more', () => {
    const found = posts.filter(
      ({ source, title, body }) => source === 'reddit' && /AI tools/.test(title + body),
    );
    expect(found.length).toBeGreaterThanOrEqual(8);
    expect(found.filter((subject) => analyse(subject).score >= 7).length).toBeGreaterThanOrEqual(5);
  });

  test('include every intent, and posts without one', () => {
    const intents = new Set(posts.map((subject) => analyse(subject).intent));
    expect(intents).toEqual(new Set(['buying', 'pain_point', 'question', 'comparison', null]));
  });

  test('the documented post has the intent of a buyer', () => {
    const { intent, buyingStage, action } = analyse(documentedPost);
    expect({ intent, buyingStage, action }).toEqual({
      intent: 'buying',
      buyingStage: 'evaluating',
      action: 'engage',
    });
  });
});
