import type { Documented, Operation, OwnFailure, Sent } from '../documented.ts';
import { readDocument } from '../openapi.ts';
import type { World } from '../world.ts';

const STARTER = '1234567890123456789';
const JANUARY = { start_date: '2025-01-01', end_date: '2025-01-31' };

const DOCUMENTED_TEXT =
  'Just announced a new AI product that will change the way we interact with technology. #AI #Innovation';

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

async function followed(world: World, name: string): Promise<Sent> {
  const sent = { body: { username: name }, key: world.key('xtracker') };
  await world.send('POST', '/xtracker/v1/accounts', sent);
  return { params: { username: name } };
}

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
const notFollowed = (member: string): OwnFailure => ({
  title: 'an account that is not followed',
  sends: { query: { [member]: 'nobody_follows' } },
  failure: [404, 'not_found'],
});

const accounts: Record<string, Operation> = {
  v1GetAccounts: {
    source: 'document',
    scope: 'accounts:read',
    examples: [
      {
        title: 'the followed accounts',
        sends: {},
        status: 200,
        shows: { success: true, accounts: [{ username: /./, created_at: /Z$/ }] },
      },
    ],
    deviates: ['A `limit` above 100 is 100; the document has no maximum.'],
  },
  v1AddAccount: {
    source: 'document',
    scope: 'accounts:write',
    examples: [
      {
        title: 'the documented request',
        sends: { body: { username: 'elonmusk' } },
        status: 200,
        shows: { success: true, account: { username: 'elonmusk' } },
      },
    ],
    failures: [
      {
        title: 'more than 60 calls a minute',
        sends: async (world) => ({
          body: { username: 'sama' },
          key: await world.once('key that has followed often', async () => {
            const key = await world.app.key('xtracker');
            const sent = { body: { username: 'sama' }, key };
            for (let call = 0; call < 60; call++) await world.send('POST', '/xtracker/v1/accounts', sent);
            return key;
          }),
        }),
        failure: [429, 'rate_limit_exceeded'],
      },
    ],
    values: { username: ['sama', '@sama', 'https://x.com/sama'] },
    wrong: { username: ['no name!', ''] },
  },
  v1UnfollowAccount: {
    source: 'document',
    scope: 'accounts:write',
    examples: [
      {
        title: 'an account that is followed',
        sends: (world) => followed(world, 'nasa'),
        status: 200,
        shows: { success: true, message: /nasa/i },
      },
    ],
    idle: { params: { username: 'nobody_follows' } },
    failures: [
      {
        title: 'an account that is not followed',
        sends: { params: { username: 'nobody_follows' } },
        failure: [404, 'not_found'],
      },
    ],
  },
};

const posts: Record<string, Operation> = {
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
      'The parameters that only the prose has, and those that only the OpenAPI document has, are taken together.',
      '`processing` is left out without `verbose=true`, where the prose shows null: the OpenAPI document knows no null.',
      'A `limit` above 100 is 100.',
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
    deviates: ['The document shows no path; it is the one of its table of scopes.'],
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
    deviates: ['A `limit` above 20 is 20.'],
  },
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
const aiShows = { success: true, posts: [DOCUMENTED_AI_POST], metadata: { time_range: 'week' } };
const markdown = /^# AI-Related Posts from Your Followed Accounts\n\n## Post by @elonmusk/;
const AI_DEVIATES = ['The document shows no path; `/v1/ai/posts` is ours.', 'A `limit` above 100 is 100.'];

const ai: Record<string, Operation> = {
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

/** XTracker. */
export const xtracker: Documented = {
  name: 'xtracker',
  title: 'XTracker',
  foreign: 'buzzabout',
  hosts: ['xtracker.localhost', 'xtrackerapi.com'],
  alias: '/api',
  rivals: ['v1GetPosts', 'v1GetAccounts'],
  failures: {
    'missing key': [401, 'auth_error'],
    'invalid key': [401, 'auth_error'],
    'key of another product': [401, 'auth_error'],
    scope: [403, 'permission_error'],
    plan: [403, 'permission_error'],
    limit: [429, 'rate_limit_exceeded'],
    fault: [500, 'server_error'],
    method: [405, 'validation_error'],
    'malformed body': [400, 'validation_error'],
    'media type': [415, 'validation_error'],
    'body too large': [413, 'validation_error'],
    value: [400, 'validation_error'],
  },
  codeOf({ success, code }: { success: boolean; code: string }) {
    if (success) throw new Error('an error is a success');
    return code;
  },
  rate: {
    'x-ratelimit-limit': /^10000$/,
    'x-ratelimit-remaining': /^\d+$/,
    'x-ratelimit-reset': /^1775347200$/,
  },
  unknownMember: 'ignored',
  contract: readDocument('vendor/xtracker.openapi.json'),
  operations: { ...accounts, ...posts, ...ai },
  deviates: [
    "Successes are held against the vendor's own OpenAPI document too (`schema/rest/vendor/xtracker.openapi.json`).",
    'The document names one code, `auth_error`; the others are ours, in its form.',
    'At the root and below `/api`, `GET /v1/posts` and `GET /v1/accounts` of a caller who is not known are answered as SocialCRM, which has the same paths; a key or token of XTracker, or `api_key`, makes them XTracker.',
    'OAuth and `/api/profile` are tested in `gateway/test/oauth`; the two documents for GPTs in `gateway/test/rest/xtracker/contract.test.ts`, and by generated clients.',
  ],
};
