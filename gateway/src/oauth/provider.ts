import { timingSafeEqual } from 'node:crypto';
import Provider, { errors, interactionPolicy } from 'oidc-provider';
import {
  ALGORITHM,
  accountOf,
  audienceOf,
  derivedSecret,
  hashSecret,
  type OauthStore,
  SCOPES,
} from '../access/index.ts';
import { adapterOf } from './adapter.ts';

/** Where the authorization server answers. */
export const OAUTH = '/api/oauth';

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

type Keys = Awaited<ReturnType<OauthStore['keys']['all']>>;

/** The authorization server of an issuer: code with PKCE and refresh, for the scopes of XTracker, and nothing else. */
export function createProvider(store: OauthStore, issuer: string, keys: Keys): Provider {
  const secure = issuer.startsWith('https:');
  const cookie = { httpOnly: true, sameSite: 'lax' as const, secure, signed: true, overwrite: true };
  const resource = audienceOf(issuer);
  const provider = new Provider(issuer, {
    adapter: adapterOf(store) as never,
    jwks: { keys } as never,
    clientDefaults: { id_token_signed_response_alg: ALGORITHM },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    responseTypes: ['code'],
    scopes: [...SCOPES.xtracker],
    pkce: { required: () => true },
    cookies: {
      keys: keys.map((key) => derivedSecret(key, 'cookies')),
      short: { ...cookie, path: OAUTH },
      long: { ...cookie, path: OAUTH },
    },
    routes: {
      authorization: `${OAUTH}/authorize`,
      token: `${OAUTH}/token`,
      revocation: `${OAUTH}/revoke`,
      jwks: `${OAUTH}/jwks`,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_: unknown, indicator: string) => {
          if (indicator !== resource) throw new errors.InvalidTarget();
          return {
            scope: SCOPES.xtracker.join(' '),
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: HOUR,
            jwt: { sign: { alg: ALGORITHM, kid: keys[0]!.kid } },
          };
        },
      },
    },
    // The grant in the token lets it be revoked at once, although it is a JWT.
    formats: {
      customizers: {
        jwt: (_: unknown, token: { grantId: string }, jwt: { payload: Record<string, unknown> }) => {
          jwt.payload['gid'] = token.grantId;
        },
      },
    },
    ttl: {
      AuthorizationCode: 60,
      Interaction: 10 * 60,
      Session: 14 * DAY,
      Grant: 30 * DAY,
      RefreshToken: 30 * DAY,
      AccessToken: HOUR,
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    findAccount: async (_: unknown, subject: string) =>
      (await store.findUser(subject)) && { accountId: subject, claims: async () => ({ sub: subject }) },
    interactions: {
      url: (_: unknown, { uid }: { uid: string }) => `${OAUTH}/interaction/${uid}`,
      policy: policyOf(store),
    },
    renderError: (
      context: { type: string; body: string },
      out: { error: string; error_description?: string },
    ) => {
      context.type = 'json';
      context.body = JSON.stringify(out);
    },
  } as never);
  compareByHash(provider);
  return provider;
}

/** Who is logged in for another workspace than the client's logs in again. */
function policyOf(store: OauthStore) {
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  policy.get('login')!.checks.add(
    new Check('other_workspace', 'a user of another workspace', async (context) => {
      const { session, client } = context.oidc;
      const account = session?.accountId && accountOf(session.accountId);
      const kept = client && (await store.findClient(client.clientId));
      const known = account && (await store.findUser(session.accountId!));
      return !account || (known && account.workspaceId === kept?.workspaceId)
        ? Check.NO_NEED_TO_PROMPT
        : Check.REQUEST_PROMPT;
    }),
  );
  return policy;
}

/** Only the hash of a client's secret is kept: what is sent is hashed before it is compared. */
function compareByHash(provider: Provider): void {
  const prototype = (provider.Client as unknown as { prototype: object }).prototype;
  Object.defineProperty(prototype, 'compareClientSecret', {
    value(this: { clientSecret: string }, sent: string) {
      return timingSafeEqual(Buffer.from(hashSecret(sent)), Buffer.from(this.clientSecret));
    },
  });
}
