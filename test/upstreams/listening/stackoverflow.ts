import type { Vendor, VendorRequest, VendorResponse } from '../stand-in.ts';
import { DRIFT, escapeHtml, newestFirst, type PublicPost, pageOf } from './public-post.ts';

/** The Stack Exchange API. */
export function stackoverflow(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ path, query, scenario }: VendorRequest): VendorResponse {
      const ids = /\/questions\/([\d;]+)$/.exec(path)?.[1]?.split(';').map(Number);
      const listed = scenario === 'empty' ? [] : newestFirst(posts);
      const since = Number(query.get('fromdate') ?? 0);
      const found = listed.filter(({ number, at }) => (ids ? ids.includes(number) : at >= since * 1_000));
      const page = ids || scenario === 'repeated' ? 0 : Number(query.get('page') ?? 1) - 1;
      const { posts: shown, isLast } = pageOf(found, page);
      return {
        body: {
          items: shown.map((post) => question(post, scenario)),
          has_more: scenario === 'repeated' || !isLast,
          quota_max: 300,
          quota_remaining: 120,
          ...(scenario === 'drifted' ? DRIFT : {}),
        },
      };
    },
    limited: () => ({
      status: 400,
      body: {
        error_id: 502,
        error_name: 'throttle_violation',
        error_message: 'too many requests from this IP, more requests available in 60 seconds',
      },
    }),
    expired: { status: 401, body: { error_id: 402, error_name: 'invalid_access_token' } },
  };
}

function question({ number, at, text }: PublicPost, scenario: string): object {
  const numbers = { score: 3, answer_count: 2, view_count: 40 };
  return {
    question_id: number,
    title: 'How is tea &quot;made&quot;?',
    body: `<p>${escapeHtml(text)}</p>\n<pre><code>a &lt; b</code></pre>`,
    link: `https://stackoverflow.com/questions/${number}/how-is-tea-made`,
    tags: ['tea'],
    owner: {
      user_id: 7,
      display_name: 'O&#39;Neill',
      profile_image: 'https://i.example/7.png',
      link: 'https://stackoverflow.com/users/7/oneill',
    },
    creation_date: Math.floor(at / 1_000),
    ...(scenario === 'hidden' ? {} : numbers),
    ...(scenario === 'drifted' ? { ...DRIFT, owner: 'nobody', tags: null, view_count: 'many' } : {}),
  };
}
