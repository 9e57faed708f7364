import { randomUUID } from 'node:crypto';
import { RESPONSE_LIMITS } from '@tributary/kit/http-client';
import { Webhook } from 'standardwebhooks';
import { CREDENTIALS } from './credentials.ts';
import type { Platformed } from './faults.ts';
import { unfit } from './fit.ts';
import { byteLength } from './lengths.ts';
import { addressOf, digest, type Lines, need } from './lines.ts';
import { type Credentials, PublishError, type Publisher } from './publisher.ts';

/** Standard Webhooks asks for payloads under 20 kB; the rest is room for the envelope. */
const LONGEST_BODY = 18_000;

/**
 * A signed message to an address of the workspace's own, by the Standard Webhooks. The reference is its `webhook-id`,
 * by which a receiver knows what it already has.
 */
export function webhook(lines: Lines): Publisher {
  const limits = { length: LONGEST_BODY, media: 0, count: byteLength };
  return {
    platform: 'webhook',
    credentials: CREDENTIALS.webhook,
    limits,
    check: (post) => unfit({ platform: 'A webhook', limits, unit: 'bytes' }, post),
    reserve: () => `msg_${randomUUID()}`,
    async verify(credentials, signal) {
      const url = addressOf(need(credentials, 'url'), 'url');
      const message = { id: `msg_${randomUUID()}`, type: 'webhook.connected', data: {} };
      await deliver(lines, message, credentials, signal, 'prepare');
      // What follows the path may be a secret.
      const shown = url.host + url.pathname;
      return {
        externalId: digest(url.href),
        handle: shown,
        displayName: url.host,
        avatarUrl: null,
        profileUrl: null,
      };
    },
    async publish({ reference, body }, credentials, signal) {
      await deliver(
        lines,
        { id: reference, type: 'post.published', data: { body } },
        credentials,
        signal,
        'publish',
      );
      return { id: reference, url: null };
    },
    // Whoever receives by the standard takes one id once: to send it again is how it is made sure of.
    find: async () => null,
  };
}

interface Message {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function deliver(
  lines: Lines,
  { id, type, data }: Message,
  credentials: Credentials,
  signal: AbortSignal,
  how: keyof Platformed,
): Promise<unknown> {
  const url = addressOf(need(credentials, 'url'), 'url');
  const line = lines({
    platform: 'webhook',
    baseUrl: url.origin,
    named: true,
    credentials,
    meaning: (answered) => {
      if (answered === 410) return 'credentials';
      return answered >= 500 ? 'retry' : undefined;
    },
  });
  const now = new Date();
  const bytes = JSON.stringify({ type, timestamp: now.toISOString(), data });
  const request = {
    operation: 'publish',
    method: 'POST' as const,
    path: url.pathname + url.search,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': signer(need(credentials, 'secret')).sign(id, now, bytes),
    },
    payload: { contentType: 'application/json', bytes },
    answer: 'none' as const,
    limit: RESPONSE_LIMITS.notification,
    signal,
  };
  return line[how](request, () => undefined);
}

function signer(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch (cause) {
    throw new PublishError('credentials', 'secret must be base64, with or without `whsec_` before it.', {
      cause,
    });
  }
}
