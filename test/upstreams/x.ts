import { type Asked, inAMinute, type Told, type Vendor } from './stand-in.ts';

/** X API v2: `renamed` is its new vocabulary (posts and reposts). */
export const x: Vendor = {
  answer({ path, query, scenario }: Asked): Told {
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
    return { body: { data: ['2', '1'].map((id) => post(id, scenario)), meta: { result_count: 2 } } };
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
    id: '7',
    username,
    name: 'A Person',
    description: 'Write to me',
    verified: true,
    profile_image_url: 'https://x.example/p.jpg',
    public_metrics: {
      ...(scenario === 'hidden' ? {} : { followers_count: 1200 }),
      following_count: 3,
      ...posts,
    },
  };
}
