import type { VendorRequest, VendorResponse } from '../stand-in.ts';
import { jsonOf, type Platform, type StoredPost, storePost } from './platform.ts';

/** A Forem, the software of DEV. */
export function devto(): Platform {
  const posts: StoredPost[] = [];
  const answer = (asked: VendorRequest): VendorResponse => {
    const { method, path } = asked;
    if (!asked.headers['api-key']) return { status: 401, body: { error: 'unauthorized', status: 401 } };
    if (path === '/users/me') return { body: { id: 7, username: 'someone', name: 'Someone' } };
    if (path === '/articles/me/published') return { body: [...posts].reverse().map(article) };
    if (method !== 'POST' || path !== '/articles') return { status: 404, body: { error: 'not found' } };
    const sent = jsonOf(asked)['article'];
    return { status: 201, body: article(storePost(posts, sent.body_markdown, 0, sent)) };
  };
  return {
    answer,
    posts,
    publishes: ({ method }) => method === 'POST',
    refused: { status: 422, body: { error: "Title can't be blank", status: 422 } },
    limited: () => ({ status: 429, headers: { 'retry-after': '60' }, body: { error: 'Rate limit reached' } }),
    expired: { status: 401, body: { error: 'unauthorized', status: 401 } },
  };
}

function article({ id, text, at }: StoredPost): object {
  const url = `https://dev.to/someone/${id}`;
  return { id: Number(id), url, body_markdown: text, published_at: at.toISOString() };
}
