import type { Asked, Told } from '../stand-in.ts';
import { formOf } from './platform.ts';

/** What a user has granted a client at X: the tokens that are good now, and how many renewals there have been. */
export interface XGrant {
  readonly clientId: string;
  /** A confidential client's. */
  readonly clientSecret?: string;
  accessToken: string;
  refreshToken: string;
  renewals: number;
}

/** A grant to a public client, or with a secret to a confidential one. */
export function xGrant(clientSecret?: string): XGrant {
  return {
    clientId: 'client-of-x',
    ...(clientSecret ? { clientSecret } : {}),
    accessToken: 'access-token-0',
    refreshToken: 'refresh-token-0',
    renewals: 0,
  };
}

/** X's token endpoint: a refresh token works once, and both tokens of a grant are replaced. */
export async function renewed(grant: XGrant, asked: Asked): Promise<Told> {
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

/** Whether a request carries the access token that is good now. */
export function isGranted({ accessToken }: XGrant, { headers }: Asked): boolean {
  return headers.authorization === `Bearer ${accessToken}`;
}

function isClient({ clientId, clientSecret }: XGrant, form: FormData, authorization?: string): boolean {
  if (!clientSecret) return form.get('client_id') === clientId && !authorization;
  return authorization === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

function invalid(what: string): Told {
  const error_description = `Value passed for the ${what} was invalid.`;
  return {
    status: 400,
    body: { error: what === 'token' ? 'invalid_grant' : 'invalid_request', error_description },
  };
}
