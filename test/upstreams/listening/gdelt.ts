import type { Vendor, VendorRequest, VendorResponse } from '../stand-in.ts';
import { DRIFT, newestFirst, type PublicPost } from './public-post.ts';

/** GDELT's words for its limit, which it sends with status 429 or 200. */
export const LIMIT_TEXT =
  'Please limit requests to one every 5 seconds or contact kalev.leetaru5@gmail.com for larger queries.\n';

/** The DOC API of GDELT. */
export function gdelt(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ scenario }: VendorRequest): VendorResponse {
      const listed = scenario === 'empty' ? [] : newestFirst(posts);
      if (listed.length === 0) return { body: {} };
      return { body: { articles: listed.map((post) => article(post, scenario)) } };
    },
    limited: () => ({ status: 429, headers: { 'content-type': 'text/plain' }, body: LIMIT_TEXT }),
    expired: { status: 401, body: 'Unauthorized' },
  };
}

function article({ number, at, text }: PublicPost, scenario: string): object {
  const seen = new Date(at).toISOString();
  return {
    url: `https://news.example/${number}`,
    url_mobile: '',
    title: text,
    seendate: `${seen.slice(0, 19).replace(/[-:]/g, '')}Z`,
    socialimage: '',
    domain: 'news.example',
    language: 'English',
    sourcecountry: 'United States',
    ...(scenario === 'drifted' ? { ...DRIFT, language: null } : {}),
  };
}
