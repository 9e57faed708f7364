import { Webhook } from 'standardwebhooks';
import type { VendorRequest, VendorResponse } from '../stand-in.ts';
import type { Platform, StoredPost } from './platform.ts';

/** The secret shared with the receiver. */
export const WEBHOOK_SECRET = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;

/** A Standard Webhooks receiver: it verifies signatures, and accepts each id once. */
export function webhookReceiver(): Platform {
  const posts: StoredPost[] = [];
  const receiver = new Webhook(WEBHOOK_SECRET);
  const answer = ({ body, headers }: VendorRequest): VendorResponse => {
    const id = String(headers['webhook-id']);
    let message: ReturnType<typeof JSON.parse>;
    try {
      message = receiver.verify(body, headers as Record<string, string>);
    } catch {
      return { status: 400, body: { error: 'The signature does not match' } };
    }
    if (message.type === 'post.published' && !posts.some((each) => each.id === id))
      posts.push({ id, text: message.data.body, media: 0, at: new Date(), sent: message });
    return { status: 204, body: '' };
  };
  return {
    answer,
    posts,
    publishes: () => true,
    refused: { status: 422, body: { error: 'Not a post' } },
    limited: () => ({ status: 429, headers: { 'retry-after': '60' }, body: '' }),
    expired: { status: 410, body: '' },
  };
}
