import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { FormData } from 'undici';
import type { PublishPart } from '../definition.ts';
import { credential } from '../publish/account-client.ts';
import { unitLength } from '../publish/lengths.ts';
import { type Credentials, type OutgoingPost, PublishError, type Published } from '../publish/publisher.ts';
import { fileOf, violations } from '../publish/validate.ts';
import { Chat, readResult, Sent } from './api.ts';
import { endpoint, type settings } from './client.ts';

/** Maximum length of a picture caption. */
const LONGEST_CAPTION = 1_024;
const LARGEST_PICTURE = 10 * 1024 * 1024;

/**
 * Publishes messages of a Telegram bot to one chat. A bot cannot read back messages, so a lost
 * response stays unknown.
 */
export const publish: PublishPart<typeof settings> = {
  /** A bot token, and `@channel` or a numeric chat id. */
  credentials: { required: ['botToken', 'chatId'], optional: [] },
  open({ settings, clients }) {
    const limits = { length: 4_096, media: 10, count: unitLength };
    const clientOf = (credentials: Credentials) =>
      clients({
        ...endpoint(settings),
        credentials,
        // Telegram returns the same status for an unknown token and an unknown path.
        faultOf: (status) => (status === 404 || status === 401 ? 'credentials' : undefined),
      });
    return {
      limits,
      check(post) {
        const length = post.media.length > 0 ? LONGEST_CAPTION : limits.length;
        const types = ['image/jpeg', 'image/png', 'image/webp'];
        return violations(
          { platform: 'Telegram', limits: { ...limits, length }, types, size: LARGEST_PICTURE },
          post,
        );
      },
      reserve: () => randomUUID(),
      async verify(credentials, signal) {
        const body = { chat_id: credential(credentials, 'chatId') };
        const request = {
          operation: 'verify',
          method: 'POST' as const,
          path: pathOf(credentials, 'getChat'),
          body,
          signal,
        };
        const chat = await clientOf(credentials).prepare(request, readResult(Chat));
        return {
          externalId: String(chat.id),
          handle: chat.username ?? String(chat.id),
          displayName: chat.title ?? null,
          avatarUrl: null,
          profileUrl: chat.username ? `https://t.me/${chat.username}` : null,
        };
      },
      async publish(post, credentials, signal) {
        const { method, read, ...content } = await messageOf(post, credential(credentials, 'chatId'));
        const path = pathOf(credentials, method);
        const request = { operation: 'publish', method: 'POST' as const, path, ...content, signal };
        return toPublished(await clientOf(credentials).publish(request, read));
      },
      find: async () => 'unknown',
    };
  },
};

function pathOf(credentials: Credentials, method: string): string {
  const token = credential(credentials, 'botToken');
  if (!/^\d{1,20}:[\w-]{1,128}$/.test(token))
    throw new PublishError('credentials', 'botToken is not a token of a Telegram bot.');
  return `/bot${token}/${method}`;
}

/** Builds a text message, a photo with a caption, or an album whose first photo has the caption. */
async function messageOf({ body, media }: OutgoingPost, chat: string) {
  const [only] = media;
  if (!only) return { method: 'sendMessage', read: readResult(Sent), body: { chat_id: chat, text: body } };
  const payload = new FormData();
  payload.append('chat_id', chat);
  if (media.length === 1) {
    payload.append('caption', body);
    payload.append('photo', await fileOf(only));
    return { method: 'sendPhoto', read: readResult(Sent), payload };
  }
  const album = media.map((_, index) => ({
    type: 'photo',
    media: `attach://file${index}`,
    ...(index === 0 ? { caption: body } : {}),
  }));
  payload.append('media', JSON.stringify(album));
  for (const [index, each] of media.entries()) payload.append(`file${index}`, await fileOf(each));
  const all = readResult(Type.Array(Sent, { minItems: 1 }));
  return { method: 'sendMediaGroup', read: (answer: unknown) => all(answer)[0]!, payload };
}

/** Maps a sent message; only messages of public chats have URLs. */
function toPublished({ message_id: id, chat }: Sent): Published {
  return { id: `${chat.id}/${id}`, url: chat.username ? `https://t.me/${chat.username}/${id}` : null };
}
