import type { Vendor, VendorRequest, VendorResponse } from '../stand-in.ts';
import { DRIFT, newestFirst, type PublicPost, pageOf } from './public-post.ts';

/** The Forem API of DEV. */
export function dev(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ path, query, scenario }: VendorRequest): VendorResponse {
      const id = /\/articles\/(\d+)$/.exec(path)?.[1];
      if (id) {
        const post = posts.find(({ number, deleted }) => !deleted && number === Number(id));
        return post
          ? { body: { ...article(post, scenario), tag_list: 'tea, tools', body_markdown: post.text } }
          : { status: 404, body: { error: 'not found', status: 404 } };
      }
      const listed = scenario === 'empty' ? [] : newestFirst(posts);
      const page = scenario === 'repeated' ? 0 : Number(query.get('page')) - 1;
      return { body: pageOf(listed, page).posts.map((post) => article(post, scenario)) };
    },
    limited: () => ({
      status: 429,
      headers: { 'retry-after': '60' },
      body: { error: 'Rate limit reached', status: 429 },
    }),
    expired: { status: 401, body: { error: 'unauthorized', status: 401 } },
  };
}

function article({ number, at, text }: PublicPost, scenario: string): object {
  return {
    type_of: 'article',
    id: number,
    title: 'On tea',
    description: text,
    url: `https://dev.to/someone/on-tea-${number}`,
    cover_image: null,
    tag_list: ['tea', 'tools'],
    published_timestamp: new Date(at).toISOString(),
    user: { name: 'Some One', username: 'someone', user_id: 7, profile_image: 'https://d.example/7.png' },
    ...(scenario === 'hidden' ? {} : { public_reactions_count: 4, comments_count: 1 }),
    ...(scenario === 'drifted' ? { ...DRIFT, user: 'someone', comments_count: 'one' } : {}),
  };
}
