import { linkedin as reading } from '../linkedin.ts';
import type { VendorRequest, VendorResponse } from '../stand-in.ts';
import { jsonOf, type Platform, type StoredPost, storePost } from './platform.ts';

/** LinkedIn's publishing API; `reads` tells whether the application may read a member's posts. */
export function linkedin({ reads = true } = {}): Platform {
  const posts: StoredPost[] = [];
  const answer = (asked: VendorRequest): VendorResponse => {
    const { method, path, query, headers } = asked;
    if (path === '/v2/userinfo') return { body: { sub: 'm7', name: 'Someone' } };
    if (path === '/rest/images') {
      const value = { uploadUrl: `http://${headers.host}/dms-uploads/1`, image: 'urn:li:image:1' };
      return query.get('action') === 'initializeUpload' ? { body: { value } } : { status: 400, body: {} };
    }
    if (path === '/dms-uploads/1') return { status: asked.body.length > 0 ? 201 : 400, body: '' };
    if (path === '/rest/posts' && method === 'GET')
      return reads
        ? { body: { elements: [...posts].reverse().map(post) } }
        : { status: 403, body: { message: 'Not enough permissions to access: posts.FINDER-author' } };
    const sent = jsonOf(asked);
    const media = sent['content']?.multiImage?.images.length ?? (sent['content'] ? 1 : 0);
    const { id } = storePost(posts, sent['commentary'], media, sent);
    return { status: 201, headers: { 'x-restli-id': `urn:li:share:${id}` }, body: '' };
  };
  return {
    ...reading,
    answer,
    posts,
    publishes: ({ method, path }) => method === 'POST' && path === '/rest/posts',
    refused: { status: 422, body: { message: 'Content is a duplicate of urn:li:share:1' } },
  };
}

function post({ id, text, at }: StoredPost): object {
  return { id: `urn:li:share:${id}`, commentary: text, createdAt: at.getTime() };
}
