import type { Vendor, VendorRequest, VendorResponse } from '../stand-in.ts';
import { DRIFT, escapeHtml, newestFirst, type PublicPost, pageOf } from './public-post.ts';

/** Lobsters; its first page has an ETag. */
export function lobsters(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ path, headers, scenario }: VendorRequest): VendorResponse {
      const id = /^\/s\/(\w+)\.json$/.exec(path)?.[1];
      if (id) {
        const post = posts.find(({ number, deleted }) => !deleted && id === `s${number}`);
        return post ? { body: story(post, scenario) } : { status: 404, body: { error: 'not found' } };
      }
      const listed = scenario === 'empty' ? [] : newestFirst(posts);
      const page = scenario === 'repeated' ? 1 : Number(/page\/(\d+)\.json$/.exec(path)?.[1] ?? 1);
      const etag = `W/"${scenario}-${listed.length}"`;
      if (page === 1 && headers['if-none-match'] === etag)
        return { status: 304, headers: { etag }, body: '' };
      const body = pageOf(listed, page - 1).posts.map((post) => story(post, scenario));
      return { headers: { etag }, body };
    },
    limited: () => ({ status: 429, headers: { 'retry-after': '60' }, body: 'Throttled, retry later.' }),
    expired: { status: 401, body: { error: 'unauthorized' } },
  };
}

function story({ number, at, text }: PublicPost, scenario: string): object {
  return {
    short_id: `s${number}`,
    created_at: new Date(at).toISOString(),
    title: 'On tea',
    url: 'https://example.org/tea',
    description: `<p>${escapeHtml(text)}</p>`,
    description_plain: text,
    submitter_user: 'someone',
    user_is_author: false,
    tags: ['tea'],
    short_id_url: `https://lobste.rs/s/s${number}`,
    comments_url: `https://lobste.rs/s/s${number}/on_tea`,
    ...(scenario === 'hidden' ? {} : { score: 8, flags: 0, comment_count: 1 }),
    ...(scenario === 'drifted' ? { ...DRIFT, tags: 'tea', submitter_user: { username: 'someone' } } : {}),
  };
}
