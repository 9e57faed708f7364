import { randomUUID } from 'node:crypto';
import { FormData } from 'undici';
import type { PublishPart } from '../definition.ts';
import { credential } from '../publish/account-client.ts';
import { codePointLength } from '../publish/lengths.ts';
import { type Credentials, type OutgoingPost, PublishError } from '../publish/publisher.ts';
import { fileOf, PICTURES, violations } from '../publish/validate.ts';
import { readAs } from '../vendor-json.ts';
import { Hook, Message } from './api.ts';
import { endpoint, type settings } from './client.ts';

/** Largest file that every webhook accepts, in bytes. */
const LARGEST_FILE = 10 * 1024 * 1024;

/**
 * Publishes messages through a Discord webhook. They never ping anybody. A webhook can read back a
 * message only by the id in its response, so a lost response stays unknown.
 */
export const publish: PublishPart<typeof settings> = {
  /** URL of a webhook; `?thread_id=` sends its messages to a thread of the channel. */
  credentials: { required: ['url'], optional: [] },
  open({ settings, clients }) {
    const limits = { length: 2_000, media: 10, count: codePointLength };
    const rules = { platform: 'Discord', limits, types: PICTURES, size: LARGEST_FILE };
    const clientOf = (credentials: Credentials) =>
      clients({
        ...endpoint(settings),
        credentials,
        // The webhook was deleted, or its token was replaced.
        faultOf: (status) => (status === 404 || status === 401 ? 'credentials' : undefined),
      });
    return {
      limits,
      check: (post) => violations(rules, post),
      reserve: () => randomUUID(),
      async verify(credentials, signal) {
        const { path, thread } = webhookOf(credentials);
        const request = { operation: 'verify', path, signal };
        const hook = await clientOf(credentials).prepare(request, readAs(Hook));
        return {
          // Each thread is an account of its own.
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
        const { id } = await clientOf(credentials).publish(request, readAs(Message));
        return { id, url: null };
      },
      find: async () => 'unknown',
    };
  },
};

/** A webhook of a channel. */
interface Webhook {
  readonly path: string;
  /** Target thread; undefined for the channel itself. */
  readonly thread: string | undefined;
}

/**
 * Reads only the id, the token and the thread from the URL, so that it cannot lead to another
 * server.
 */
function webhookOf(credentials: Credentials): Webhook {
  const [address, search = ''] = credential(credentials, 'url').split('?', 2);
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
