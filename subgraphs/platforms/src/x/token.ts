import { credential } from '../publish/account-client.ts';
import type { AccountClient } from '../publish/publish-faults.ts';
import type { Credentials, PublishFault } from '../publish/publisher.ts';
import { readAs } from '../vendor-json.ts';
import { Token } from './api.ts';

/** Default lifetime of an access token, in seconds. */
const LIFETIME = 2 * 60 * 60;

/**
 * Returns the credentials with a new access token and a new refresh token, which replaces the spent
 * one; null without a refresh token. A client with a secret is confidential and authenticates by
 * HTTP Basic, any other sends its id in the form (RFC 6749, 2.3.1 and 6).
 */
export async function renewToken(
  client: AccountClient,
  credentials: Credentials,
  now: Date,
  signal: AbortSignal,
): Promise<Credentials | null> {
  const { refreshToken, clientSecret } = credentials;
  if (!refreshToken) return null;
  const clientId = credential(credentials, 'clientId');
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
  if (!clientSecret) form.set('client_id', clientId);
  const request = {
    operation: 'renew',
    method: 'POST' as const,
    path: '/2/oauth2/token',
    headers: clientSecret ? { authorization: basic(clientId, clientSecret) } : {},
    payload: { contentType: 'application/x-www-form-urlencoded', bytes: form.toString() },
    signal,
  };
  const token = await client.prepare(request, readAs(Token));
  return {
    ...credentials,
    accessToken: token.access_token,
    // If X returns none, the old one stays valid.
    refreshToken: token.refresh_token || refreshToken,
    // Counted from before the request, to err on the early side.
    expiresAt: new Date(now.getTime() + (token.expires_in ?? LIFETIME) * 1_000).toISOString(),
  };
}

/** X rejects an invalid refresh token with 400 and an invalid client with 401. */
export function renewalFault(status: number): PublishFault | undefined {
  return status === 400 || status === 401 ? 'credentials' : undefined;
}

function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}
