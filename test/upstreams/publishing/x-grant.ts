import type { VendorRequest, VendorResponse } from '../stand-in.ts';
import { formOf } from './platform.ts';

/** A user's grant to a client at X: the currently valid tokens, and the number of renewals. */
export interface XGrant {
  readonly clientId: string;
  /** The secret of a confidential client. */
  readonly clientSecret?: string;
  accessToken: string;
  refreshToken: string;
  renewals: number;
}

/** Creates a grant to a public client, or to a confidential one if a secret is given. */
export function xGrant(clientSecret?: string): XGrant {
  return {
    clientId: 'client-of-x',
    ...(clientSecret ? { clientSecret } : {}),
    accessToken: 'access-token-0',
    refreshToken: 'refresh-token-0',
    renewals: 0,
  };
}

/** X's token endpoint: a refresh token works once, and renewal replaces both tokens of a grant. */
export async function renewed(grant: XGrant, asked: VendorRequest): Promise<VendorResponse> {
  if (asked.headers['content-type'] !== 'application/x-www-form-urlencoded') return invalid('content type');
  const form = await formOf(asked);
  if (!isClient(grant, form, asked.headers.authorization))
    return {
      status: 401,
      body: { error: 'unauthorized_client', error_description: 'Missing valid authorization header' },
    };
  if (form.get('grant_type') !== 'refresh_token') return invalid('grant_type');
  if (form.get('refresh_token') !== grant.refreshToken) return invalid('token');
  grant.renewals += 1;
  grant.accessToken = `access-token-${grant.renewals}`;
  grant.refreshToken = `refresh-token-${grant.renewals}`;
  const { accessToken: access_token, refreshToken: refresh_token } = grant;
  const scope = 'tweet.read tweet.write users.read media.write offline.access';
  return { body: { token_type: 'bearer', expires_in: 7_200, access_token, refresh_token, scope } };
}

/** Returns whether a request carries the current access token. */
export function isGranted({ accessToken }: XGrant, { headers }: VendorRequest): boolean {
  return headers.authorization === `Bearer ${accessToken}`;
}

function isClient({ clientId, clientSecret }: XGrant, form: FormData, authorization?: string): boolean {
  if (!clientSecret) return form.get('client_id') === clientId && !authorization;
  return authorization === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

function invalid(what: string): VendorResponse {
  const error_description = `Value passed for the ${what} was invalid.`;
  return {
    status: 400,
    body: { error: what === 'token' ? 'invalid_grant' : 'invalid_request', error_description },
  };
}
