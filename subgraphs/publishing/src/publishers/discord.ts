import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { FormData } from 'undici';
import { CREDENTIALS } from './credentials.ts';
import { fileOf, PICTURES, unfit } from './fit.ts';
import { codePointLength } from './lengths.ts';
import { type Lines, need } from './lines.ts';
import { type Credentials, type OutgoingPost, PublishError, type Publisher } from './publisher.ts';
import { maybe, shaped } from './shape.ts';

/** What every webhook may send, in bytes. */
const LARGEST_FILE = 10 * 1024 * 1024;

const Hook = Type.Object({ id: Type.String(), name: maybe(Type.String()) });
const Message = Type.Object({ id: Type.String() });

/**
 * Messages by a Discord webhook. Nobody is ever pinged by one, whatever it says. A webhook can read a message back only by
 * an id that comes with the answer: of a lost answer it cannot tell.
 */
export function discord(lines: Lines, baseUrl: string): Publisher {
  const limits = { length: 2_000, media: 10, count: codePointLength };
  const lineOf = (credentials: Credentials) =>
    lines({
      platform: 'discord',
      baseUrl,
      credentials,
      // A webhook that was deleted, or whose token was changed.
      meaning: (answered) => (answered === 404 || answered === 401 ? 'credentials' : undefined),
    });
  return {
    platform: 'discord',
    credentials: CREDENTIALS.discord,
    limits,
    check: (post) => unfit({ platform: 'Discord', limits, types: PICTURES, size: LARGEST_FILE }, post),
    reserve: () => randomUUID(),
    async verify(credentials, signal) {
      const { path, thread } = webhookOf(credentials);
      const request = { operation: 'verify', path, signal };
      const hook = await lineOf(credentials).prepare(request, shaped(Hook));
      return {
        // Each thread that a webhook writes to is an account of its own.
        externalId: thread === undefined ? hook.id : `${hook.id}/${thread}`,
        handle: hook.name || hook.id,
        displayName: hook.name ?? null,
        avatarUrl: null,
        profileUrl: null,
      };
    },
    async publish(post, credentials, signal) {
      const { path, thread } = webhookOf(credentials);
      const request = {
        operation: 'publish',
        method: 'POST' as const,
        path,
        query: { wait: 'true', thread_id: thread },
        ...(await contentOf(post)),
        signal,
      };
      const { id } = await lineOf(credentials).publish(request, shaped(Message));
      return { id, url: null };
    },
    find: async () => 'unknown',
  };
}

/** What an address of a webhook names. */
interface Webhook {
  readonly path: string;
  /** The thread of the channel that messages go to; undefined for the channel itself. */
  readonly thread: string | undefined;
}

/** Only the id, the token and the thread are taken from the address: it cannot lead anywhere else. */
function webhookOf(credentials: Credentials): Webhook {
  const [address, search = ''] = need(credentials, 'url').split('?', 2);
  const found = /\/webhooks\/(\d{1,20})\/([\w-]{1,128})\/?$/.exec(address!);
  if (!found) throw new PublishError('credentials', 'url must be the address of a Discord webhook.');
  const thread = new URLSearchParams(search).get('thread_id') ?? undefined;
  if (thread !== undefined && !/^\d{1,20}$/.test(thread))
    throw new PublishError('credentials', 'thread_id must be the number of a thread of the channel.');
  return { path: `/webhooks/${found[1]}/${found[2]}`, thread };
}

async function contentOf({ body, media }: OutgoingPost) {
  const message = { content: body, allowed_mentions: { parse: [] } };
  if (media.length === 0) return { body: message };
  const form = new FormData();
  const attachments = media.map(({ alt }, id) => ({ id, ...(alt ? { description: alt } : {}) }));
  form.append('payload_json', JSON.stringify({ ...message, attachments }));
  for (const [index, each] of media.entries()) form.append(`files[${index}]`, await fileOf(each));
  return { payload: form };
}
