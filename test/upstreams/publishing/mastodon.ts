import { mastodon as reading } from '../mastodon.ts';
import type { VendorRequest, VendorResponse } from '../stand-in.ts';
import { formOf, jsonOf, type Platform, type StoredPost, storePost } from './platform.ts';

/**
 * A Mastodon server's publishing API at a public address; a repeated idempotency key returns the
 * post it created.
 */
export function mastodon({ maxCharacters = 500, address = 'https://m.example' } = {}): Platform {
  const posts: StoredPost[] = [];
  const byKey = new Map<string, StoredPost>();
  let files = 0;
  const answer = async (asked: VendorRequest): Promise<VendorResponse> => {
    const { method, path, headers } = asked;
    if (!headers.authorization) return { status: 401, body: { error: 'The access token is invalid' } };
    if (path === '/api/v1/accounts/verify_credentials')
      return {
        body: { id: '7', acct: 'someone', display_name: 'Someone', url: `${address}/@someone` },
      };
    if (path === '/api/v2/instance')
      return { body: { configuration: { statuses: { max_characters: maxCharacters } } } };
    if (path === '/api/v2/media') {
      const file = (await formOf(asked)).get('file') as File;
      if (file.size === 0) return { status: 422, body: { error: 'Validation failed: File is empty' } };
      files += 1;
      // Still processing: the URL is available on a later request.
      return { status: 202, body: { id: `f${files}`, url: null } };
    }
    if (path.startsWith('/api/v1/media/'))
      return { body: { id: path.split('/').at(-1), url: `${address}/f.png` } };
    if (path === '/api/v1/accounts/7/statuses')
      return { body: [...posts].reverse().map((post) => status(post, address)) };
    if (path.endsWith('/source')) {
      const id = path.split('/').at(-2)!;
      const { text } = posts.find((each) => idOf(each) === id)!;
      return { body: { id, text, spoiler_text: '' } };
    }
    if (method === 'POST' && path === '/api/v1/statuses') {
      const key = String(headers['idempotency-key']);
      const sent = jsonOf(asked);
      const stored = byKey.get(key) ?? storePost(posts, sent['status'], sent['media_ids'].length, sent);
      byKey.set(key, stored);
      return { body: status(stored, address) };
    }
    return { status: 404, body: { error: 'Record not found' } };
  };
  return {
    ...reading,
    answer,
    posts,
    publishes: ({ method, path }) => method === 'POST' && path === '/api/v1/statuses',
    refused: { status: 422, body: { error: 'Validation failed: Text can not be blank' } },
  };
}

function status(post: StoredPost, address: string): object {
  const id = idOf(post);
  const url = `${address}/@someone/${id}`;
  return { id, url, created_at: post.at.toISOString(), content: `<p>${post.text}</p>` };
}

/** Ids of statuses are long numbers. */
function idOf({ id }: StoredPost): string {
  return id.padStart(18, '1');
}
