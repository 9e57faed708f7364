import type { VendorRequest, VendorResponse } from '../stand-in.ts';
import { formOf, jsonOf, type Platform, type StoredPost, storePost } from './platform.ts';

const CHAT = { id: -100_7, title: 'News', username: 'news', type: 'channel' };

/** Telegram's Bot API. */
export function telegram(): Platform {
  const posts: StoredPost[] = [];
  const answer = async (asked: VendorRequest): Promise<VendorResponse> => {
    const [, bot, method] = asked.path.split('/');
    if (bot !== 'bot7:token')
      return { status: 404, body: { ok: false, error_code: 404, description: 'Not Found' } };
    if (method === 'getChat') return { body: { ok: true, result: CHAT } };
    if (method === 'sendMessage') {
      const sent = jsonOf(asked);
      return { body: { ok: true, result: message(storePost(posts, sent['text'], 0, sent)) } };
    }
    const form = await formOf(asked);
    if (method === 'sendPhoto') {
      const stored = storePost(posts, String(form.get('caption')), 1, form);
      return { body: { ok: true, result: message(stored) } };
    }
    const album = JSON.parse(String(form.get('media')));
    const stored = storePost(posts, album[0].caption, album.length, album);
    return { body: { ok: true, result: album.map(() => message(stored)) } };
  };
  return {
    answer,
    posts,
    publishes: ({ path }) => /\/send\w+$/.test(path),
    refused: {
      status: 400,
      body: { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
    },
    limited: () => ({
      status: 429,
      body: { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 60 } },
    }),
    expired: { status: 401, body: { ok: false, error_code: 401, description: 'Unauthorized' } },
  };
}

function message({ id }: StoredPost): object {
  return { message_id: Number(id), chat: CHAT };
}
