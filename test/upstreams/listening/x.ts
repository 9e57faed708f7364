import { inAMinute, type Vendor, type VendorRequest, type VendorResponse } from '../stand-in.ts';
import { DRIFT, escapeHtml, newestFirst, PAGE, type PublicPost } from './public-post.ts';

/** X API v2: recent search, and posts and users by id. */
export function x(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ path, query, scenario }: VendorRequest): VendorResponse {
      if (path === '/2/users') return { body: { data: query.get('ids')!.split(',').map(user) } };
      const ids = query.get('ids')?.split(',');
      const inThread = /^conversation_id:(\d+) /.exec(query.get('query') ?? '')?.[1];
      const all = scenario === 'empty' ? [] : newestFirst(posts);
      // Every other post is a reply in the conversation that is asked for.
      const listed = inThread ? all.filter(({ number }) => String(number) !== inThread) : all;
      const found = ids ? listed.filter(({ number }) => ids.includes(String(number))) : listed;
      if (found.length === 0)
        return { body: ids ? { errors: [{ title: 'Not Found Error' }] } : { meta: { result_count: 0 } } };
      const from = scenario === 'repeated' ? 0 : Number(query.get('next_token')?.slice(1) ?? 0);
      const shown = ids ? found : found.slice(from, from + PAGE);
      const next = !ids && from + PAGE < found.length ? { next_token: `b${from + PAGE}` } : {};
      return {
        headers: {
          'x-rate-limit-limit': '450',
          'x-rate-limit-remaining': '449',
          'x-rate-limit-reset': String(inAMinute()),
        },
        body: {
          data: shown.map((post) => tweet(post, scenario)),
          ...(ids ? {} : { meta: { result_count: shown.length, ...next } }),
        },
      };
    },
    limited: () => ({
      status: 429,
      headers: {
        'x-rate-limit-limit': '450',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(inAMinute()),
      },
      body: { title: 'Too Many Requests', status: 429 },
    }),
    expired: { status: 401, body: { title: 'Unauthorized', status: 401 } },
  };
}

function user(id: string): object {
  return {
    id,
    username: 'someone',
    name: 'R&amp;D',
    verified: false,
    public_metrics: { followers_count: 12 },
  };
}

function tweet({ number, at, text }: PublicPost, scenario: string): object {
  const counts = { like_count: 4, retweet_count: 2, reply_count: 1, quote_count: 1, impression_count: 90 };
  return {
    id: String(number),
    text: escapeHtml(text),
    author_id: '7',
    created_at: new Date(at).toISOString(),
    conversation_id: String(number),
    lang: 'en',
    entities: {
      urls: [{ start: 0, end: 3, url: 'https://t.co/a', expanded_url: 'https://example.org/a' }],
      hashtags: [{ start: 4, end: 8, tag: 'tea' }],
    },
    ...(scenario === 'hidden' ? {} : { public_metrics: counts }),
    ...(scenario === 'drifted' ? { ...DRIFT, entities: null, lang: 7 } : {}),
  };
}
