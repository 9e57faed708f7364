import { randomUUID } from 'node:crypto';
import { type Static, type TSchema, Type } from 'typebox';
import { FormData } from 'undici';
import { CREDENTIALS } from './credentials.ts';
import { fileOf, unfit } from './fit.ts';
import { unitLength } from './lengths.ts';
import { type Lines, need } from './lines.ts';
import {
  type Credentials,
  type OutgoingPost,
  PublishError,
  type Published,
  type Publisher,
} from './publisher.ts';
import { maybe, shaped } from './shape.ts';

/** Of the text under a picture. */
const LONGEST_CAPTION = 1_024;
const LARGEST_PICTURE = 10 * 1024 * 1024;

const Chat = Type.Object({
  id: Type.Integer(),
  title: maybe(Type.String()),
  username: maybe(Type.String()),
});
const Sent = Type.Object({ message_id: Type.Integer(), chat: Chat });

/** Messages of a Telegram bot to one chat. A bot reads nothing back: of a lost answer it cannot tell. */
export function telegram(lines: Lines, baseUrl: string): Publisher {
  const limits = { length: 4_096, media: 10, count: unitLength };
  const lineOf = (credentials: Credentials) =>
    lines({
      platform: 'telegram',
      baseUrl,
      credentials,
      // A token that does not exist is answered as an address that does not.
      meaning: (answered) => (answered === 404 || answered === 401 ? 'credentials' : undefined),
    });
  return {
    platform: 'telegram',
    credentials: CREDENTIALS.telegram,
    limits,
    check(post) {
      const length = post.media.length > 0 ? LONGEST_CAPTION : limits.length;
      const types = ['image/jpeg', 'image/png', 'image/webp'];
      return unfit(
        { platform: 'Telegram', limits: { ...limits, length }, types, size: LARGEST_PICTURE },
        post,
      );
    },
    reserve: () => randomUUID(),
    async verify(credentials, signal) {
      const body = { chat_id: need(credentials, 'chatId') };
      const request = {
        operation: 'verify',
        method: 'POST' as const,
        path: pathOf(credentials, 'getChat'),
        body,
        signal,
      };
      const chat = await lineOf(credentials).prepare(request, resultOf(Chat));
      return {
        externalId: String(chat.id),
        handle: chat.username ?? String(chat.id),
        displayName: chat.title ?? null,
        avatarUrl: null,
        profileUrl: chat.username ? `https://t.me/${chat.username}` : null,
      };
    },
    async publish(post, credentials, signal) {
      const { method, read, ...content } = await messageOf(post, need(credentials, 'chatId'));
      const path = pathOf(credentials, method);
      const request = { operation: 'publish', method: 'POST' as const, path, ...content, signal };
      return toPublished(await lineOf(credentials).publish(request, read));
    },
    find: async () => 'unknown',
  };
}

function pathOf(credentials: Credentials, method: string): string {
  const token = need(credentials, 'botToken');
  if (!/^\d{1,20}:[\w-]{1,128}$/.test(token))
    throw new PublishError('credentials', 'botToken is not a token of a Telegram bot.');
  return `/bot${token}/${method}`;
}

/** Text alone, one picture with text, or an album whose first picture has the text. */
async function messageOf({ body, media }: OutgoingPost, chat: string) {
  const [only] = media;
  if (!only) return { method: 'sendMessage', read: resultOf(Sent), body: { chat_id: chat, text: body } };
  const payload = new FormData();
  payload.append('chat_id', chat);
  if (media.length === 1) {
    payload.append('caption', body);
    payload.append('photo', await fileOf(only));
    return { method: 'sendPhoto', read: resultOf(Sent), payload };
  }
  const album = media.map((_, index) => ({
    type: 'photo',
    media: `attach://file${index}`,
    ...(index === 0 ? { caption: body } : {}),
  }));
  payload.append('media', JSON.stringify(album));
  for (const [index, each] of media.entries()) payload.append(`file${index}`, await fileOf(each));
  const all = resultOf(Type.Array(Sent, { minItems: 1 }));
  return { method: 'sendMediaGroup', read: (answer: unknown) => all(answer)[0]!, payload };
}

function resultOf<Schema extends TSchema>(schema: Schema): (body: unknown) => Static<Schema> {
  const answer = shaped(Type.Object({ ok: Type.Literal(true), result: Type.Unknown() }));
  const result = shaped(schema);
  return (body) => result(answer(body).result);
}

/** Only a public chat has addresses for its messages. */
function toPublished({ message_id: id, chat }: Static<typeof Sent>): Published {
  return { id: `${chat.id}/${id}`, url: chat.username ? `https://t.me/${chat.username}/${id}` : null };
}
