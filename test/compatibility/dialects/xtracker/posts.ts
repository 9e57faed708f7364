import type { Operation, OwnFailure } from '../../documented.ts';
import type { World } from '../../world.ts';
import { DOCUMENTED_TEXT, JANUARY, notFollowed, STARTER } from './common.ts';

const accountId = async (world: World) =>
  world.once('the id of an account', async () => {
    const { json } = await world.send('GET', '/xtracker/v1/accounts', { key: world.key('xtracker') });
    return json.accounts.find(({ username }: { username: string }) => username === 'elonmusk').id;
  });

const notThere: OwnFailure = {
  title: 'a post that is not there',
  sends: { params: { post_id: '1' } },
  failure: [404, 'not_found'],
};

/** Posts, in JSON and for GPTs. */
export const posts: Record<string, Operation> = {
  v1GetPosts: {
    source: 'document',
    scope: 'posts:read',
    examples: [
      {
        title: 'posts with every documented member',
        sends: { query: { ...JANUARY, min_likes: 4000 } },
        status: 200,
        shows: {
          success: true,
          posts: [{ post_id: STARTER, username: 'elonmusk', content: DOCUMENTED_TEXT, likes_count: 4582 }],
          count: 1,
          total: 1,
          limit: 50,
          offset: 0,
          cost_data: { endpoints_used: [], request_count: 0 },
        },
      },
      {
        title: 'the thread view',
        sends: { query: { ...JANUARY, view: 'thread', is_thread: true } },
        status: 200,
        shows: { posts: [{ thread: { thread_id: STARTER, length: 3, posts: [{ post_id: STARTER }] } }] },
      },
      {
        title: 'processing details',
        sends: { query: { ...JANUARY, verbose: true } },
        status: 200,
        shows: { processing: { source: 'store' } },
      },
    ],
    failures: [
      notFollowed('username'),
      notFollowed('account'),
      {
        title: 'a range that ends before it begins',
        sends: { query: { start_date: '2025-02-01', end_date: '2025-01-01' } },
        failure: [400, 'validation_error'],
        names: 'start_date',
      },
    ],
    values: {
      account_id: [accountId],
      username: ['sama', '@elonmusk', 'elonmusk'],
      account: ['sama', 'elonmusk'],
      start_date: ['2025-01-01'],
      end_date: ['2025-12-31'],
      keywords: ['product', 'new AI product'],
      hashtag: ['AI', 'AI,none'],
      mention: ['sama', 'sama,none'],
      thread_id: [STARTER],
    },
    deviates: [
      'Parameters that only the prose has and parameters that only the OpenAPI document has are all accepted.',
      '`processing` is omitted without `verbose=true`; the prose shows null, which the OpenAPI document does not allow.',
      'A `limit` above 100 is reduced to 100.',
    ],
  },
  v1GetTweet: {
    source: 'prose',
    scope: 'posts:read',
    examples: [
      {
        title: 'the documented post',
        sends: { params: { post_id: STARTER } },
        status: 200,
        shows: {
          success: true,
          post: {
            post_id: STARTER,
            username: 'elonmusk',
            posted_at: '2025-01-15T12:34:56Z',
            likes_count: 4582,
            retweets_count: 891,
            replies_count: 327,
            is_retweet: false,
            quoted_post_id: null,
            url: `https://x.com/elonmusk/status/${STARTER}`,
          },
        },
      },
    ],
    failures: [notThere],
    deviates: ['The document shows no path; this one is from its table of scopes.'],
  },
  v1GetPostForGpt: {
    source: 'document',
    scope: 'posts:read',
    examples: [
      {
        title: 'the documented post in markdown',
        sends: { params: { post_id: STARTER } },
        status: 200,
        shows: {
          success: true,
          post: /^## Post by @elonmusk\n\*\*Posted on January 15, 2025 at 12:34 UTC\*\*/,
        },
      },
    ],
    failures: [notThere],
  },
  v1GetPostsForGpt: {
    source: 'document',
    scope: 'posts:read',
    examples: [{ title: 'posts in markdown', sends: {}, status: 200, shows: { success: true } }],
    failures: [notFollowed('username')],
    values: { username: ['sama', 'elonmusk'], keywords: ['research', 'AI product'] },
    deviates: ['A `limit` above 20 is reduced to 20.'],
  },
};
