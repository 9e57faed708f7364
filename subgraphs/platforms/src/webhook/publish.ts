import { randomUUID } from 'node:crypto';
import { RESPONSE_LIMITS } from '@tributary/kit/http-client';
import { Webhook } from 'standardwebhooks';
import type { PublishPart, PublishServices } from '../definition.ts';
import { credential, digest, httpUrl } from '../publish/account-client.ts';
import { byteLength } from '../publish/lengths.ts';
import type { AccountClient } from '../publish/publish-faults.ts';
import { type Credentials, PublishError } from '../publish/publisher.ts';
import { violations } from '../publish/validate.ts';

/** The Standard Webhooks recommend payloads below 20 kB; this leaves room for the envelope. */
const LONGEST_BODY = 18_000;

/**
 * Publishes signed messages to a URL of the workspace, following Standard Webhooks. The reference
 * is the `webhook-id`, by which a receiver detects duplicates.
 */
export const publish: PublishPart<Record<never, never>> = {
  /** A URL and a Standard Webhooks secret, `whsec_…`. */
  credentials: { required: ['url', 'secret'], optional: [] },
  open({ clients, clock }) {
    const limits = { length: LONGEST_BODY, media: 0, count: byteLength };
    const deliverer = { clients, clock };
    return {
      limits,
      check: (post) => violations({ platform: 'A webhook', limits, unit: 'bytes' }, post),
      reserve: () => `msg_${randomUUID()}`,
      async verify(credentials, signal) {
        const url = httpUrl(credential(credentials, 'url'), 'url');
        const message = { id: `msg_${randomUUID()}`, type: 'webhook.connected', data: {} };
        await deliver(deliverer, message, credentials, signal, 'prepare');
        // The query may hold a secret.
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
          deliverer,
          { id: reference, type: 'post.published', data: { body } },
          credentials,
          signal,
          'publish',
        );
        return { id: reference, url: null };
      },
      // A receiver processes each id once, so sending again is safe.
      find: async () => null,
    };
  },
};

interface Message {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function deliver(
  { clients, clock }: Pick<PublishServices<Record<never, never>>, 'clients' | 'clock'>,
  { id, type, data }: Message,
  credentials: Credentials,
  signal: AbortSignal,
  how: keyof AccountClient,
): Promise<unknown> {
  const url = httpUrl(credential(credentials, 'url'), 'url');
  const client = clients({
    name: 'webhook',
    baseUrl: url.origin,
    named: true,
    credentials,
    faultOf: (status) => {
      if (status === 410) return 'credentials';
      return status >= 500 ? 'retry' : undefined;
    },
  });
  const now = new Date(clock());
  const bytes = JSON.stringify({ type, timestamp: now.toISOString(), data });
  const request = {
    operation: 'publish',
    method: 'POST' as const,
    path: url.pathname + url.search,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': signer(credential(credentials, 'secret')).sign(id, now, bytes),
    },
    payload: { contentType: 'application/json', bytes },
    answer: 'none' as const,
    limit: RESPONSE_LIMITS.notification,
    signal,
  };
  return client[how](request, () => undefined);
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
