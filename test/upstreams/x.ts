import { inAMinute, type Vendor, type VendorRequest, type VendorResponse } from './stand-in.ts';

/** X API v2; `renamed` uses its new vocabulary (posts and reposts). */
export const x: Vendor = {
  answer({ path, query, scenario }: VendorRequest): VendorResponse {
    const missing = {
      errors: [{ title: 'Not Found Error', type: 'https://api.x.com/2/problems/resource-not-found' }],
    };
    if (path === '/2/tweets') {
      const ids = query.get('ids')!.split(',');
      if (scenario === 'empty') return { body: missing };
      return {
        body: {
          data: ids.map((id) => post(id, scenario)),
          includes: { users: [{ id: '7', username: 'jack' }] },
        },
      };
    }
    if (path === '/2/users/by') {
      if (scenario === 'empty') return { body: missing };
      return {
        body: {
          data: query
            .get('usernames')!
            .split(',')
            .map((name) => user(name, scenario)),
        },
      };
    }
    const name = /^\/2\/users\/by\/username\/(\w+)$/.exec(path)?.[1];
    if (name) return { body: scenario === 'empty' ? missing : { data: user(name, scenario) } };
    const id = /^\/2\/users\/(\d+)\/tweets$/.exec(path)![1]!;
    if (id === PROLIFIC.id) return { body: manyPosts(query) };
    if (id === ESCAPED.id) return { body: escaped(scenario) };
    return { body: id === REPOSTER.id ? reposts(scenario) : timeline(query, scenario, id) };
  },
  limited: () => ({
    status: 429,
    headers: {
      'x-rate-limit-limit': '300',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(inAMinute()),
    },
    body: { title: 'Too Many Requests', status: 429 },
  }),
  expired: { status: 401, body: { title: 'Unauthorized', status: 401 } },
};

/** An account with 250 posts, more than one page, none of which refers to another post. */
const PROLIFIC = { username: 'prolific', id: '9' };

/** Returns a page of them, newest first, after `since_id`, from where the previous page ended. */
function manyPosts(query: URLSearchParams): object {
  const since = Number(query.get('since_id') ?? 0);
  const from = Number(query.get('pagination_token') ?? 250);
  const until = Math.max(since, from - Number(query.get('max_results')));
  const ids = Array.from({ length: Math.max(0, from - until) }, (_, index) => String(from - index));
  if (ids.length === 0) return { meta: { result_count: 0 } };
  const next = until > since ? { next_token: String(until) } : {};
  return { data: ids.map((id) => post(id, 'ok')), meta: { result_count: ids.length, ...next } };
}

/** An account that reposted a long post, which X truncates in the repost. */
const REPOSTER = { username: 'reposter', id: '6' };

function reposts(scenario: string): object {
  const renamed = scenario === 'renamed';
  const words = 'Ben &amp; I have written down all that we know of federated graphs. '.repeat(5);
  const original = {
    id: '60',
    text: `${words.slice(0, 270)}…`,
    author_id: '8',
    [renamed ? 'note_post' : 'note_tweet']: {
      text: `${words}Read it: https://t.co/b #graphs`,
      entities: { urls: [{ url: 'https://t.co/b', expanded_url: 'https://example.org/graphs' }] },
    },
  };
  const repost = {
    ...post('61', scenario),
    text: `RT @sama: ${words.slice(0, 128)}…`,
    [renamed ? 'referenced_posts' : 'referenced_tweets']: [{ type: 'retweeted', id: '60' }],
  };
  return {
    data: [repost],
    includes: { users: [{ id: '8', username: 'sama' }], [renamed ? 'posts' : 'tweets']: [original] },
    meta: { result_count: 1 },
  };
}

/** An account whose name and texts contain characters that X escapes. */
const ESCAPED = { username: 'escaped', id: '5' };

function escaped(scenario: string): object {
  const texts = ['just setting up &amp; more', 'nothing more'];
  const data = texts.map((text, index) => ({ ...post(`5${index}`, scenario), text }));
  return { data, meta: { result_count: data.length } };
}

/** X's id of an account: 7, or one with its number. */
function idOf(username: string): string {
  if (username === REPOSTER.username) return REPOSTER.id;
  if (username === ESCAPED.username) return ESCAPED.id;
  return username === PROLIFIC.username ? PROLIFIC.id : `7${/\d+$/.exec(username)?.[0] ?? ''}`;
}

/**
 * Returns an account's posts after `since_id`; the second one is a reply of its own that quotes a
 * post.
 */
function timeline(query: URLSearchParams, scenario: string, account: string): object {
  const since = BigInt(query.get('since_id') ?? 0);
  const ids = ['2', '1'].map((id) => account.slice(1) + id).filter((id) => BigInt(id) > since);
  if (ids.length === 0) return { meta: { result_count: 0 } };
  const renamed = scenario === 'renamed';
  const details = {
    conversation_id: '1',
    in_reply_to_user_id: '7',
    [renamed ? 'referenced_posts' : 'referenced_tweets']: [
      { type: 'replied_to', id: '1' },
      { type: 'quoted', id: '99' },
    ],
    [renamed ? 'note_post' : 'note_tweet']: {
      text: 'The whole of a long #post for @sama &amp; friends',
      entities: { urls: [{ url: 'https://t.co/a', expanded_url: 'https://example.org/late' }] },
    },
    attachments: { media_keys: ['3_1'] },
  };
  const quoted = { id: '99', text: 'What is quoted', author_id: '8' };
  return {
    data: ids.map((id) => ({
      ...post(id, scenario),
      conversation_id: '1',
      ...(id.endsWith('2') ? details : {}),
    })),
    includes: {
      users: [
        { id: '7', username: 'jack' },
        { id: '8', username: 'sama' },
      ],
      [renamed ? 'posts' : 'tweets']: [quoted],
      media: [{ media_key: '3_1', type: 'animated_gif', preview_image_url: 'https://x.example/m.jpg' }],
    },
    meta: { result_count: ids.length },
  };
}

function post(id: string, scenario: string): object {
  const reposts = scenario === 'renamed' ? { repost_count: 5 } : { retweet_count: 5 };
  return {
    id,
    text: 'just setting up',
    author_id: '7',
    created_at: '2026-03-01T10:00:00.000Z',
    public_metrics: {
      ...reposts,
      reply_count: 10,
      like_count: 100,
      quote_count: 1,
      ...(scenario === 'hidden' ? {} : { impression_count: 1000 }),
    },
  };
}

function user(username: string, scenario: string): object {
  const posts = scenario === 'renamed' ? { post_count: 34 } : { tweet_count: 34 };
  return {
    id: idOf(username),
    username,
    // X escapes text that users write.
    name: username === ESCAPED.username ? 'R&amp;D &lt;3' : 'A Person',
    description: username === ESCAPED.username ? 'We write &amp;amp; for &amp;' : 'Write to me',
    verified: true,
    profile_image_url: 'https://x.example/p.jpg',
    public_metrics: {
      ...(scenario === 'hidden' ? {} : { followers_count: 1200 }),
      following_count: 3,
      ...posts,
    },
  };
}
