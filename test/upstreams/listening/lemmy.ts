import type { Vendor, VendorRequest, VendorResponse } from '../stand-in.ts';
import { DRIFT, newestFirst, PAGE, type PublicPost, pageOf } from './public-post.ts';

/** A Lemmy server, version 0.19. It lists deleted posts without their text. */
export function lemmy(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ path, query, scenario }: VendorRequest): VendorResponse {
      const all = scenario === 'empty' ? [] : posts.toReversed();
      const drift = scenario === 'drifted' ? DRIFT : {};
      if (path === '/api/v3/search') {
        const page = scenario === 'repeated' ? 0 : Number(query.get('page')) - 1;
        const found = pageOf(scenario === 'empty' ? [] : newestFirst(posts), page).posts;
        // Every second post is found as a comment.
        return {
          body: {
            type_: 'All',
            posts: found.filter(({ number }) => number % 2).map((post) => view(post, scenario)),
            comments: found.filter(({ number }) => number % 2 === 0).map((post) => comment(post, scenario)),
            ...drift,
          },
        };
      }
      const from = scenario === 'repeated' ? 0 : Number(query.get('page_cursor')?.slice(1) ?? 0);
      const shown = all.slice(from, from + PAGE);
      const next = shown.length > 0 ? { next_page: `P${from + shown.length}` } : {};
      return { body: { posts: shown.map((post) => view(post, scenario)), ...next, ...drift } };
    },
    limited: () => ({ status: 429, headers: { 'retry-after': '60' }, body: { error: 'rate_limit_error' } }),
    expired: { status: 401, body: { error: 'not_logged_in' } },
  };
}

const creator = {
  name: 'someone',
  display_name: null,
  actor_id: 'https://lemmy.example/u/someone',
  avatar: null,
};
const community = { name: 'tea', actor_id: 'https://lemmy.example/c/tea' };

function view({ number, at, text, deleted }: PublicPost, scenario: string): object {
  return {
    post: {
      id: number,
      name: 'On tea',
      ...(deleted ? {} : { body: text, url: 'https://example.org/a' }),
      ap_id: `https://lemmy.example/post/${number}`,
      published: new Date(at).toISOString().replace('Z', '000Z'),
      deleted,
      removed: false,
    },
    creator: scenario === 'drifted' ? 'someone' : creator,
    community,
    ...(scenario === 'hidden' ? {} : { counts: { score: 4, upvotes: 5, downvotes: 1, comments: 2 } }),
  };
}

function comment({ number, at, text }: PublicPost, scenario: string): object {
  return {
    comment: {
      id: number,
      content: text,
      ap_id: `https://lemmy.example/comment/${number}`,
      // As versions before 0.19 write times.
      published: new Date(at).toISOString().replace('Z', ''),
      deleted: false,
      removed: false,
    },
    post: { name: 'On tea', ap_id: 'https://lemmy.example/post/1' },
    creator,
    community,
    ...(scenario === 'hidden' ? {} : { counts: { upvotes: 5, child_count: 1 } }),
  };
}
