import type Provider from 'oidc-provider';
import type { OauthStore } from '../access/index.ts';

/** The part of the library's request context that is used here. */
interface Revocation {
  status: number;
  body: unknown;
  oidc?: { route?: string; client?: { clientId: string }; params?: { token?: string } };
}

/**
 * Implements RFC 7009 for access tokens. The library stores no record of these JWTs and so rejects
 * them, after it has authenticated the client. Revoking one ends its grant and with it the refresh
 * token, as section 2.1 allows. By section 2.2, an invalid token counts as revoked already.
 */
export function revokeAccessTokens(provider: Provider, store: OauthStore): void {
  provider.use(async (context, next) => {
    await next();
    const response = context as unknown as Revocation;
    const { route, client, params } = response.oidc ?? {};
    const refused = (response.body as { error?: string } | undefined)?.error === 'unsupported_token_type';
    if (route !== 'revocation' || !refused) return;
    const token = await store.readToken(params!.token!);
    if (token && token.clientId !== client!.clientId) {
      response.status = 400;
      response.body = { error: 'invalid_request', error_description: 'the token is not of this client' };
      return;
    }
    if (token) await store.endGrant(token.grantId);
    response.status = 200;
    response.body = '';
  });
}
