import { timingSafeEqual } from 'node:crypto';
import type { Logger } from '@tributary/kit';
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
import { adapterOf, answerWithSuccessor } from './adapter.ts';
import { tellOnlyOauth } from './metadata.ts';
import { errorPage, PAGE_HEADERS } from './pages.ts';
import { revokeAccessTokens } from './revocation.ts';

/** Where the authorization server answers. */
export const OAUTH = '/api/oauth';

/** Accepted client authentication methods. */
const METHODS = ['client_secret_basic', 'client_secret_post', 'none'];
const HOUR = 60 * 60;
const DAY = 24 * HOUR;

type Keys = Awaited<ReturnType<OauthStore['keys']['all']>>;

/**
 * The authorization server of an issuer: authorization code with PKCE and refresh, for the scopes
 * of XTracker, and nothing else.
 */
export function createProvider(store: OauthStore, issuer: string, keys: Keys, log: Logger): Provider {
  const secure = issuer.startsWith('https:');
  const cookie = { httpOnly: true, sameSite: 'lax' as const, secure, signed: true, overwrite: true };
  const resource = audienceOf(issuer);
  const provider = new Provider(issuer, {
    adapter: adapterOf(store) as never,
    jwks: { keys } as never,
    clientDefaults: { id_token_signed_response_alg: ALGORITHM },
    clientAuthMethods: METHODS,
    responseTypes: ['code'],
    scopes: [...SCOPES.xtracker],
    // A confidential client proves by its secret who redeems a code; what it sends of PKCE is
    // verified all the same.
    pkce: {
      required: (_: unknown, client: { clientAuthMethod: string }) => client.clientAuthMethod === 'none',
    },
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
      revocation: { enabled: true, allowedPolicy: isOwn },
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
    // A client goes on when the person's browser has logged out: what it may do ends with the
    // grant.
    expiresWithSession: () => false,
    // A page may ask for tokens where its client's codes are sent to.
    clientBasedCORS: (_: unknown, origin: string, client: RedirectingClient) => isOriginOf(client, origin),
    discovery: { revocation_endpoint_auth_methods_supported: METHODS },
    rotateRefreshToken: true,
    findAccount: async (_: unknown, subject: string) =>
      (await store.findUser(subject)) && { accountId: subject, claims: async () => ({ sub: subject }) },
    interactions: {
      url: (_: unknown, { uid }: { uid: string }) => `${OAUTH}/interaction/${uid}`,
      policy: policyOf(store),
    },
    renderError: (context: Answer, { error, error_description }: Refusal) => {
      context.set(PAGE_HEADERS);
      context.body = errorPage(`${error_description ?? error}.`);
    },
  } as never);
  // It is asked in the name of where callers reach it: scheme and host are in the headers
  // (index.ts).
  provider.proxy = true;
  provider.on('server_error', (_, error) => log.error({ err: error }, 'the authorization server has failed'));
  compareByHash(provider);
  answerWithSuccessor(provider);
  revokeAccessTokens(provider, store);
  tellOnlyOauth(provider);
  return provider;
}

/** The response that an error page is written to. */
interface Answer {
  set(headers: Record<string, string>): void;
  body: string;
}

/** An error as the library describes it. */
interface Refusal {
  error: string;
  error_description?: string;
}

/** The part of a client that says where its codes may be sent. */
interface RedirectingClient {
  readonly redirectUris: readonly string[];
  redirectUriAllowed(uri: string): boolean;
}

/**
 * Whether a page of this origin could receive the client's codes; on the loopback interface the
 * port does not matter.
 */
function isOriginOf(client: RedirectingClient, origin: string): boolean {
  return client.redirectUris.some((uri) => {
    const { origin: own, pathname, search } = new URL(uri);
    return own === origin || client.redirectUriAllowed(origin + pathname + search);
  });
}

/** A client revokes its own tokens. */
function isOwn(_: unknown, client: { clientId: string }, token: { clientId: string }): boolean {
  if (client.clientId === token.clientId) return true;
  throw new errors.InvalidRequest('the token is not of this client');
}

/** Requires a new log-in from a user of another workspace than the client's. */
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
