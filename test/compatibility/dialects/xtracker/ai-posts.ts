import type { Operation } from '../../documented.ts';
import { DOCUMENTED_TEXT, JANUARY, notFollowed, STARTER } from './common.ts';

const DOCUMENTED_AI_POST = {
  id: STARTER,
  account: 'elonmusk',
  content: DOCUMENTED_TEXT,
  posted_at: '2025-01-15T12:34:56Z',
  engagement: { likes: 4582, retweets: 891, replies: 327, views: 982451 },
  is_thread: true,
  thread_length: 3,
  media_count: 2,
  hashtags: ['AI', 'Innovation'],
  mentions: [],
  url: `https://x.com/elonmusk/status/${STARTER}`,
};
const SECOND_AI_POST = {
  id: '9876543210987654321',
  account: 'sama',
  engagement: { likes: 3214, retweets: 567, replies: 231, views: 754129 },
  is_thread: false,
  thread_length: 0,
  thread_summary: null,
  media_count: 0,
  hashtags: [],
};

const aiValues = {
  account: ['sama', 'elonmusk'],
  query: ['AI technology', 'AI product'],
  keywords: ['product', 'AI product'],
  hashtags: ['AI', 'AI,none'],
  mentions: ['sama', 'sama,none'],
  start_date: ['2025-01-01'],
  end_date: ['2025-12-31'],
};
/**
 * The document shows `week` for a request without dates; with dates, the metadata contains them.
 */
const aiShows = {
  success: true,
  posts: [DOCUMENTED_AI_POST],
  metadata: { time_range: /^2025-01-01 to (2025-01-31|today)$/ },
};
const markdown = /^# AI-Related Posts from Your Followed Accounts\n\n## Post by @elonmusk/;
const AI_DEVIATES = [
  'The document shows no path; `/v1/ai/posts` is ours.',
  'A `limit` above 100 is reduced to 100.',
];

/** Posts for language models. */
export const ai: Record<string, Operation> = {
  v1AiPosts: {
    source: 'prose',
    scope: 'posts:read',
    examples: [
      {
        title: 'the documented posts',
        sends: { query: { ...JANUARY, sort: 'engagement' } },
        status: 200,
        shows: { ...aiShows, posts: [DOCUMENTED_AI_POST, SECOND_AI_POST] },
      },
      {
        title: 'markdown in JSON',
        sends: { query: { ...JANUARY, format: 'markdown', sort: 'engagement' } },
        status: 200,
        shows: { success: true, posts: markdown },
      },
      {
        title: 'bare markdown',
        sends: {
          query: { ...JANUARY, format: 'markdown', sort: 'engagement' },
          headers: { accept: 'text/markdown' },
        },
        status: 200,
        shows: markdown,
        type: 'text/markdown',
      },
    ],
    failures: [notFollowed('account')],
    values: aiValues,
    deviates: AI_DEVIATES,
  },
  v1SendAiPosts: {
    source: 'prose',
    scope: 'posts:read',
    examples: [
      {
        title: 'the documented posts',
        sends: { body: { ...JANUARY, sort: 'engagement' } },
        status: 200,
        shows: { ...aiShows, posts: [DOCUMENTED_AI_POST, SECOND_AI_POST] },
      },
      {
        title: 'by a form',
        sends: {
          text: 'start_date=2025-01-01&sort=engagement',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        },
        status: 200,
        shows: aiShows,
      },
      {
        title: 'bare markdown',
        sends: {
          body: { ...JANUARY, format: 'markdown', sort: 'engagement' },
          headers: { accept: 'text/markdown' },
        },
        status: 200,
        shows: markdown,
        type: 'text/markdown',
      },
    ],
    failures: [
      {
        title: 'an account that is not followed',
        sends: { body: { account: 'nobody_follows' } },
        failure: [404, 'not_found'],
      },
    ],
    values: { ...aiValues, limit: [1, '25', 1_000] },
    deviates: AI_DEVIATES,
  },
};
