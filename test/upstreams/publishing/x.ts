import type { VendorRequest, VendorResponse } from '../stand-in.ts';
import { x as reading } from '../x.ts';
import { formOf, jsonOf, type Platform, type StoredPost, storePost } from './platform.ts';
import { isGranted, renewed, type XGrant } from './x-grant.ts';

const DUPLICATE: VendorResponse = {
  status: 403,
  body: { title: 'Forbidden', detail: 'You are not allowed to create a Tweet with duplicate content.' },
};

/**
 * X's publishing API: it rejects a repeated text and shortens links; other reads
 * are those of `../x.ts`. It accepts every token, or
 * with a grant only the grant's current one. A token such as `user12` belongs to an account of that
 * name, every other token to jack.
 */
export function x({ grant }: { grant?: XGrant } = {}): Platform {
  const posts: StoredPost[] = [];
  const answer = async (asked: VendorRequest): Promise<VendorResponse> => {
    const { method, path } = asked;
    if (grant && path === '/2/oauth2/token') return renewed(grant, asked);
    if (grant && !isGranted(grant, asked)) return reading.expired;
    if (path === '/2/users/me') return { body: { data: userOf(asked) } };
    if (path === '/2/users/7/tweets' && asked.query.has('start_time')) {
      const since = Date.parse(asked.query.get('start_time')!);
      const found = posts.filter(({ at }) => at.getTime() >= since).reverse();
      // X omits empty members.
      return { body: found.length === 0 ? {} : { data: found.map(shortened) } };
    }
    if (path.endsWith('/initialize')) return { body: { data: { id: '900' } } };
    if (path.endsWith('/append')) {
      const file = (await formOf(asked)).get('media') as File;
      return file.size > 0 ? { status: 204, body: '' } : { status: 400, body: { title: 'Invalid Request' } };
    }
    if (path.endsWith('/finalize') || path.endsWith('/metadata')) return { body: { data: { id: '900' } } };
    if (method === 'GET') return reading.answer(asked);
    if (method !== 'POST' || path !== '/2/tweets') return { status: 404, body: { title: 'Not Found' } };
    const sent = jsonOf(asked);
    if (posts.some(({ text }) => text === sent['text'])) return DUPLICATE;
    const { id, text } = storePost(posts, sent['text'], sent['media']?.media_ids.length ?? 0, sent);
    return { status: 201, body: { data: { id, text } } };
  };
  return {
    ...reading,
    answer,
    posts,
    publishes: ({ method, path }) => method === 'POST' && path === '/2/tweets',
    refused: DUPLICATE,
  };
}

function userOf({ headers }: VendorRequest): object {
  const [, username, number] = /^Bearer (\w*user(\d+))$/.exec(headers.authorization ?? '') ?? [];
  return username
    ? { id: `7${number}`, username, name: username }
    : { id: '7', username: 'jack', name: 'Jack' };
}

function shortened({ id, text }: StoredPost): object {
  const urls = (text.match(/https:\/\/\S+/g) ?? []).map((expanded_url, index) => ({
    url: `https://t.co/${index}`,
    expanded_url,
  }));
  const short = urls.reduce((whole, { url, expanded_url }) => whole.replace(expanded_url, url), text);
  return {
    id,
    text: short.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    entities: { urls },
  };
}
