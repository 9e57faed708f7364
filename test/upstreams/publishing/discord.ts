import type { VendorRequest, VendorResponse } from '../stand-in.ts';
import { formOf, jsonOf, type Platform, type StoredPost, storePost } from './platform.ts';

/** Discord's webhooks. */
export function discord(): Platform {
  const posts: StoredPost[] = [];
  const answer = async (asked: VendorRequest): Promise<VendorResponse> => {
    if (asked.path !== '/webhooks/71/token')
      return { status: 404, body: { message: 'Unknown Webhook', code: 10_015 } };
    if (asked.method === 'GET') return { body: { id: '71', name: 'News', channel_id: '72' } };
    const form = asked.headers['content-type']?.startsWith('multipart/') ? await formOf(asked) : null;
    const sent = form ? JSON.parse(String(form.get('payload_json'))) : jsonOf(asked);
    const media = form ? [...form.keys()].filter((name) => name.startsWith('files[')).length : 0;
    const thread = asked.query.get('thread_id');
    const { id } = storePost(posts, sent.content, media, thread ? { ...sent, thread } : sent);
    if (asked.query.get('wait') !== 'true') return { status: 204, body: '' };
    return { body: { id, channel_id: '72' } };
  };
  return {
    answer,
    posts,
    publishes: ({ method }) => method === 'POST',
    refused: { status: 400, body: { message: 'Invalid Form Body', code: 50_035 } },
    // Discord returns the delay in the body, in fractional seconds.
    limited: () => ({ status: 429, body: { message: 'You are being rate limited.', retry_after: 59.2 } }),
    expired: { status: 401, body: { message: 'Invalid Webhook Token', code: 50_027 } },
  };
}
