import { inAMinute, type Vendor, type VendorRequest, type VendorResponse } from './stand-in.ts';

/** Bluesky's AppView over XRPC. */
export const bluesky: Vendor = {
  answer({ path, query, scenario }: VendorRequest): VendorResponse {
    const name = path.split('.').at(-1);
    if (name === 'getProfiles') {
      const actors = scenario === 'empty' ? [] : query.getAll('actors');
      return {
        body: {
          [scenario === 'renamed' ? 'actors' : 'profiles']: actors.map((handle) => actor(handle, scenario)),
        },
      };
    }
    if (name === 'getPosts')
      return { body: { posts: query.getAll('uris').map((uri) => post(uri, scenario)) } };
    if (scenario === 'empty')
      return { status: 400, body: { error: 'InvalidRequest', message: 'Profile not found' } };
    const uris = ['2', '1'].map((key) => `at://did:plc:7/app.bsky.feed.post/${key}`);
    return {
      body: {
        [scenario === 'renamed' ? 'items' : 'feed']: uris.map((uri) => ({ post: post(uri, scenario) })),
      },
    };
  },
  limited: () => ({
    status: 429,
    headers: {
      'ratelimit-limit': '3000',
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(inAMinute()),
    },
    body: { error: 'RateLimitExceeded', message: 'Rate Limit Exceeded' },
  }),
  expired: { status: 401, body: { error: 'ExpiredToken', message: 'Token has expired' } },
};

function actor(handle: string, scenario: string): object {
  return {
    did: 'did:plc:7',
    handle,
    displayName: 'A Person',
    description: 'Write to me',
    avatar: 'https://bsky.example/p.jpg',
    ...(scenario === 'hidden' ? {} : { followersCount: 1200 }),
    followsCount: 3,
    postsCount: 34,
  };
}

function post(uri: string, scenario: string): object {
  return {
    uri,
    author: { did: 'did:plc:7', handle: 'someone.bsky.social' },
    record: { text: 'hello', createdAt: '2026-03-01T10:00:00.000Z' },
    ...(scenario === 'hidden' ? {} : { likeCount: 100 }),
    replyCount: 10,
    repostCount: 5,
    indexedAt: '2026-03-01T10:00:01.000Z',
  };
}
