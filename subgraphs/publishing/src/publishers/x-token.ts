import { Type } from 'typebox';
import { type Lines, need } from './lines.ts';
import type { Credentials } from './publisher.ts';
import { maybe, shaped } from './shape.ts';

/** How long an access token of X lives, in seconds, where X does not say it. */
const LIFETIME = 2 * 60 * 60;

const Token = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  refresh_token: maybe(Type.String()),
  expires_in: maybe(Type.Number()),
});

/**
 * Credentials with a new access token, and with the new refresh token in the place of the one that is spent by it; null
 * without a refresh token. A client with a secret is confidential and authenticates by HTTP Basic, any other names itself
 * in the form (RFC 6749, 2.3.1 and 6).
 */
export async function renewToken(
  lines: Lines,
  baseUrl: string,
  credentials: Credentials,
  now: Date,
  signal: AbortSignal,
): Promise<Credentials | null> {
  const { refreshToken, clientSecret } = credentials;
  if (!refreshToken) return null;
  const clientId = need(credentials, 'clientId');
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
  const line = lines({ platform: 'x', baseUrl, credentials, meaning });
  const token = await line.prepare(request, shaped(Token));
  return {
    ...credentials,
    accessToken: token.access_token,
    // A server that sends none lets the old one be used again.
    refreshToken: token.refresh_token || refreshToken,
    // Counted from before the question, so that it is rather too early.
    expiresAt: new Date(now.getTime() + (token.expires_in ?? LIFETIME) * 1_000).toISOString(),
  };
}

/** X answers 400 for a refresh token that it does not take, 401 for a client. */
function meaning(answered: number) {
  return answered === 400 || answered === 401 ? ('credentials' as const) : undefined;
}

function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}
