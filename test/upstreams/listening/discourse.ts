import type { Vendor, VendorRequest, VendorResponse } from '../stand-in.ts';
import { DRIFT, escapeHtml, newestFirst, PAGE, type PublicPost } from './public-post.ts';

/** A Discourse forum. */
export function discourse(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ path, query, scenario }: VendorRequest): VendorResponse {
      const listed = scenario === 'empty' ? [] : newestFirst(posts);
      const id = /^\/posts\/(\d+)\.json$/.exec(path)?.[1];
      if (id) {
        const found = listed.find(({ number }) => number === Number(id));
        return found ? { body: post(found, scenario) } : { status: 404, body: { errors: ['Not found'] } };
      }
      const before = scenario === 'repeated' ? Infinity : Number(query.get('before') ?? Infinity);
      const shown = listed.filter(({ number }) => number <= before).slice(0, PAGE);
      return {
        body: {
          latest_posts: shown.map((each) => post(each, scenario)),
          ...(scenario === 'drifted' ? DRIFT : {}),
        },
      };
    },
    limited: () => ({
      status: 429,
      headers: { 'retry-after': '60' },
      body: { errors: ['You’ve performed this action too many times.'], error_type: 'rate_limit' },
    }),
    expired: {
      status: 403,
      body: { errors: ['You need to be logged in to do that.'], error_type: 'not_logged_in' },
    },
  };
}

function post({ number, at, text }: PublicPost, scenario: string): object {
  const counts = { reply_count: 2, reads: 30, actions_summary: [{ id: 2, count: 4 }] };
  return {
    id: number,
    name: 'Some One',
    username: 'someone',
    created_at: new Date(at).toISOString(),
    cooked: `<p>${escapeHtml(text)} <a href="https://example.org/a">here</a></p>`,
    post_number: 2,
    topic_id: 5,
    topic_slug: 'on-tea',
    topic_title: 'On tea &amp; tools',
    ...(scenario === 'hidden' ? {} : counts),
    ...(scenario === 'drifted' ? { ...DRIFT, actions_summary: 'none', reads: 'many' } : {}),
  };
}
