import type { Vendor, VendorRequest, VendorResponse } from '../stand-in.ts';
import { DRIFT, escapeHtml, newestFirst, type PublicPost, pageOf } from './public-post.ts';

/** The id of the item before the first post. */
export const FIRST_ID = 44_000_000;

/** Hacker News: its Firebase API and Algolia's search. Every second post is a comment. */
export function hackernews(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ path, query, scenario }: VendorRequest): VendorResponse {
      const listed = scenario === 'empty' ? [] : posts;
      if (path === '/v0/maxitem.json') return { body: String(FIRST_ID + listed.length) };
      if (path === '/v0/updates.json')
        return { body: { items: listed.map(({ number }) => FIRST_ID + number), profiles: ['someone'] } };
      const id = /^\/v0\/item\/(\d+)\.json$/.exec(path)?.[1];
      if (id) {
        const post = listed.find(({ number }) => FIRST_ID + number === Number(id));
        return { body: post ? item(post, scenario) : 'null' };
      }
      const story = /story_(\d+)/.exec(query.get('tags') ?? '')?.[1];
      if (story) {
        const comments = listed.filter(({ number }) => number % 2 === 0);
        const most = Number(query.get('hitsPerPage') ?? 20);
        return {
          body: { hits: comments.slice(0, most).map((post) => hit(post, scenario)), page: 0, nbPages: 1 },
        };
      }
      const page = scenario === 'repeated' ? 0 : Number(query.get('page') ?? 0);
      const since = Number(/created_at_i>=(\d+)/.exec(query.get('numericFilters') ?? '')?.[1] ?? 0);
      const found = newestFirst(listed).filter(({ at }) => at >= since * 1_000);
      const { posts: hits, isLast } = pageOf(found, page);
      return {
        body: {
          hits: hits.map((post) => hit(post, scenario)),
          nbHits: found.length,
          page,
          nbPages: scenario === 'repeated' ? 9 : isLast ? page + 1 : page + 2,
          hitsPerPage: 100,
          ...(scenario === 'drifted' ? DRIFT : { exhaustiveNbHits: true }),
        },
      };
    },
    // Algolia's limit; the Firebase API has none that is documented.
    limited: () => ({
      status: 429,
      headers: { 'retry-after': '60' },
      body: { message: 'Too many requests' },
    }),
    expired: { status: 401, body: { error: 'Permission denied' } },
  };
}

function html(text: string): string {
  const link = 'https:&#x2F;&#x2F;example.org&#x2F;a';
  return `${escapeHtml(text)}<p>See <a href="${link}" rel="nofollow">${link}</a>`;
}

function item({ number, at, text, deleted }: PublicPost, scenario: string): object {
  const id = FIRST_ID + number;
  const isComment = number % 2 === 0;
  const time = Math.floor(at / 1_000);
  if (deleted) return { id, deleted: true, type: isComment ? 'comment' : 'story', time, parent: FIRST_ID };
  return {
    id,
    by: 'someone',
    time,
    text: html(text),
    ...(isComment
      ? { type: 'comment', parent: id - 1 }
      : {
          type: 'story',
          title: 'Show HN: Tea &amp; tools',
          ...(scenario === 'hidden' ? {} : { score: 10, descendants: 2 }),
        }),
    ...(scenario === 'drifted' ? { ...DRIFT, kids: 'none' } : { kids: [id + 1] }),
  };
}

function hit({ number, at, text }: PublicPost, scenario: string): object {
  const isComment = number % 2 === 0;
  const numbers = scenario === 'hidden' ? {} : { points: 10, num_comments: 2 };
  return {
    objectID: String(FIRST_ID + number),
    author: 'someone',
    created_at: new Date(at).toISOString(),
    created_at_i: Math.floor(at / 1_000),
    _tags: [isComment ? 'comment' : 'story', 'author_someone', `story_${FIRST_ID + 1}`],
    ...(isComment
      ? {
          comment_text: html(text),
          parent_id: FIRST_ID + 1,
          story_id: FIRST_ID + 1,
          story_title: 'Tea',
          points: null,
        }
      : { title: 'Show HN: Tea', story_text: html(text), url: null, ...numbers }),
    ...(scenario === 'drifted' ? { ...DRIFT, points: 'many' } : {}),
  };
}
