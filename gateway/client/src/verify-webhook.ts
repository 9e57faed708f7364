import { InvalidSignatureError } from './client-errors.ts';

/** The headers of a webhook request: those of Fetch, or an object with names in lower case. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A verified message. */
export interface WebhookMessage {
  readonly sequence: number;
  readonly type: string;
  readonly timestamp: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How far the time of a message may differ from the receiver's, in seconds. */
const TOLERANCE = 300;
const PREFIX = 'whsec_';

/**
 * Verifies a message of Standard Webhooks by its raw body, and returns it. Throws an
 * InvalidSignatureError if it was not signed with the secret, or is older than five minutes.
 */
export async function verifyWebhook(
  body: string,
  headers: WebhookHeaders,
  secret: string,
  now: Date = new Date(),
): Promise<WebhookMessage> {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    headerOf(headers, `webhook-${name}`),
  );
  if (!id || !timestamp || !signatures)
    throw new InvalidSignatureError('The headers webhook-id, -timestamp and -signature are required.');
  if (!(Math.abs(now.getTime() / 1_000 - Number(timestamp)) <= TOLERANCE))
    throw new InvalidSignatureError('The message is too old, or from the future.');
  const key = await crypto.subtle.importKey(
    'raw',
    bytesOf(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const signature of signatures.split(' ')) {
    if (!signature.startsWith('v1,')) continue;
    // `verify` compares in constant time.
    if (await crypto.subtle.verify('HMAC', key, bytesOf(signature.slice(3)), signed))
      return JSON.parse(body) as WebhookMessage;
  }
  throw new InvalidSignatureError('No signature of the message is valid.');
}

function headerOf(headers: WebhookHeaders, name: string): string | null {
  if (headers instanceof Headers) return headers.get(name);
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? null);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new InvalidSignatureError('The secret or a signature is not base64.', { cause });
  }
}
