import { createHmac, randomBytes } from 'node:crypto';
import type { SealedColumn, Secrets } from '@tributary/kit/postgres';
import type { SealedSecrets } from '../data/webhooks.ts';

/** Prefix of a secret in the notation of Standard Webhooks; base64 follows. */
const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** Generates a signing secret. */
export function generateSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** Encrypts a secret for its workspace, so that a copied row does not decrypt in another one. */
export function sealSecret(secrets: Secrets, workspaceId: string, secret: string): Promise<string> {
  return secrets.seal(secret, ownerOf(workspaceId));
}

/** Decrypts the secrets that sign at a time: the newest, and the one before it until it expires. */
export function liveSecrets(
  secrets: Secrets,
  workspaceId: string,
  { secret, previousSecret, previousUntil }: SealedSecrets,
  now: Date,
): Promise<string[]> {
  const isPreviousLive = previousSecret !== null && previousUntil !== null && previousUntil > now;
  const sealed = isPreviousLive ? [secret, previousSecret] : [secret];
  return Promise.all(sealed.map((each) => secrets.open(each, ownerOf(workspaceId))));
}

/** Returns the headers of Standard Webhooks, with one signature for each secret. */
export function signedHeaders(
  id: string,
  now: Date,
  body: string,
  secrets: readonly string[],
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

/** The columns of the encrypted secrets, for key rotation. */
export const sealedSecrets: readonly SealedColumn[] = ['secret', 'previous_secret'].map((column) => ({
  table: 'webhooks',
  column,
  key: ['workspace_id', 'id'],
  ownerOf: ([workspaceId]) => ownerOf(workspaceId!),
}));

function ownerOf(workspaceId: string): string {
  return `webhook secrets of ${workspaceId}`;
}
