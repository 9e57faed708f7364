import type Provider from 'oidc-provider';
import type { OauthStore } from '../access/index.ts';

/** What the library has made of a request, as far as it is read here. */
interface Revocation {
  status: number;
  body: unknown;
  oidc?: { route?: string; client?: { clientId: string }; params?: { token?: string } };
}

/**
 * RFC 7009 for access tokens. They are JWTs, which the library keeps no record of and so refuses,
 * after it has found out which client asks. Such a token names its grant: to revoke it ends the
 * grant, and with it the refresh token, as section 2.1 allows. One that does not work is, by
 * section 2.2, revoked already.
 */
export function revokeAccessTokens(provider: Provider, store: OauthStore): void {
  provider.use(async (context, next) => {
    await next();
    const answer = context as unknown as Revocation;
    const { route, client, params } = answer.oidc ?? {};
    const refused = (answer.body as { error?: string } | undefined)?.error === 'unsupported_token_type';
    if (route !== 'revocation' || !refused) return;
    const token = await store.readToken(params!.token!);
    if (token && token.clientId !== client!.clientId) {
      answer.status = 400;
      answer.body = { error: 'invalid_request', error_description: 'the token is not of this client' };
      return;
    }
    if (token) await store.endGrant(token.grantId);
    answer.status = 200;
    answer.body = '';
  });
}
