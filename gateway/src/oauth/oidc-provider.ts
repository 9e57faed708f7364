import { timingSafeEqual } from 'node:crypto';
import type { Logger } from '@tributary/kit';
import Provider, { errors, interactionPolicy } from 'oidc-provider';
import {
  ALGORITHM,
  accountOf,
  audienceOf,
  CONSOLE_CLIENT,
  CONSOLE_SCOPE,
  derivedSecret,
  hashSecret,
  type OauthStore,
  RESOURCES,
  SCOPES,
  serves,
} from '../access/index.ts';
import { adapterOf, returnSuccessor } from './adapter.ts';
import { grantsWithoutConsent, scopesWithin } from './consent.ts';
import { basePathOf, OAUTH, SESSION_COOKIE } from './endpoint-paths.ts';
import { limitMetadata } from './metadata.ts';
import { errorPage, PAGE_HEADERS } from './pages/layout.ts';
import { revokeAccessTokens } from './revocation.ts';

/** Accepted client authentication methods. */
const METHODS = ['client_secret_basic', 'client_secret_post', 'none'];
const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/** Dependencies of the authorization server. */
interface ProviderOptions {
  readonly store: OauthStore;
  readonly issuer: string;
  readonly keys: Awaited<ReturnType<OauthStore['keys']['all']>>;
  readonly log: Logger;
  readonly clock: () => number;
}

/** A session ends when it is not used for this long, in seconds. */
const SESSION_IDLE = 14 * DAY;
/** A session ends this long after the log-in, in seconds, even if it is used. */
const SESSION_MAX = 30 * DAY;

/**
 * Creates the authorization server of an issuer. It supports only the authorization code grant with
 * PKCE: with refresh tokens and the scopes of a resource for the clients of workspaces, and for the
 * console with a session instead of consent and refresh tokens.
 */
export function createProvider({ store, issuer, keys, log, clock }: ProviderOptions): Provider {
  const secure = issuer.startsWith('https:');
  const cookie = { httpOnly: true, sameSite: 'lax' as const, secure, signed: true, overwrite: true };
  const root = basePathOf(issuer) + OAUTH;
  const provider = new Provider(issuer, {
    adapter: adapterOf(store) as never,
    jwks: { keys } as never,
    clientDefaults: { id_token_signed_response_alg: ALGORITHM },
    clientAuthMethods: METHODS,
    responseTypes: ['code'],
    scopes: [...SCOPES.xtracker],
    // A confidential client authenticates with its secret when it redeems a code, so PKCE is
    // optional for it; a challenge that it sends is still verified.
    pkce: {
      required: (_: unknown, client: { clientAuthMethod: string }) => client.clientAuthMethod === 'none',
    },
    cookies: {
      keys: keys.map((key) => derivedSecret(key, 'cookies')),
      // Browsers accept the prefix only from the host itself, over HTTPS and for every path.
      names: { session: secure ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE },
      short: { ...cookie, path: root },
      long: { ...cookie, path: '/' },
    },
    routes: {
      authorization: `${OAUTH}/authorize`,
      token: `${OAUTH}/token`,
      revocation: `${OAUTH}/revoke`,
      jwks: `${OAUTH}/jwks`,
    },
    features: featuresOf(store, issuer, keys[0]!.kid),
    // The token is a JWT; the id of its grant allows immediate revocation.
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
      Session: (_: unknown, session: { loginTs?: number }) =>
        secondsOfSession(session, Math.floor(clock() / 1_000)),
      Grant: 30 * DAY,
      RefreshToken: 30 * DAY,
      AccessToken: HOUR,
    },
    issueRefreshToken: (_: unknown, { clientId }: { clientId: string }) => clientId !== CONSOLE_CLIENT,
    // A client keeps its access after the browser session ends; only the end of the grant ends it.
    // The console is logged out together with the browser.
    expiresWithSession: (_: unknown, { clientId }: { clientId: string }) => clientId === CONSOLE_CLIENT,
    loadExistingGrant: grantsWithoutConsent(audienceOf(issuer)),
    // A page may request tokens from the origin of one of its client's redirect URIs.
    clientBasedCORS: (_: unknown, origin: string, client: RedirectingClient) => isOriginOf(client, origin),
    discovery: { revocation_endpoint_auth_methods_supported: METHODS },
    rotateRefreshToken: true,
    findAccount: async (_: unknown, subject: string) =>
      (await store.findUser(subject)) && { accountId: subject, claims: async () => ({ sub: subject }) },
    interactions: {
      url: (_: unknown, { uid }: { uid: string }) => `${root}/interaction/${uid}`,
      policy: policyOf(store),
    },
    renderError: (context: ErrorPageContext, { error, error_description }: ProviderError) => {
      context.set(PAGE_HEADERS);
      context.body = errorPage(`${error_description ?? error}.`);
    },
  } as never);
  // Callers may use different hosts: scheme and host are taken from the headers, which index.ts
  // sets.
  provider.proxy = true;
  provider.on('server_error', (_, error) => log.error({ err: error }, 'the authorization server has failed'));
  compareByHash(provider);
  returnSuccessor(provider);
  revokeAccessTokens(provider, store);
  limitMetadata(provider);
  return provider;
}

/** Returns how long a session may still live: it is extended by use, up to its maximum. */
function secondsOfSession({ loginTs }: { loginTs?: number }, now: number): number {
  return Math.max(1, Math.min(SESSION_IDLE, (loginTs ?? now) + SESSION_MAX - now));
}

/** Enables revocation, and access tokens that are JWTs for one of the issuer's own resources. */
function featuresOf(store: OauthStore, issuer: string, kid: string) {
  const resources = new Map(RESOURCES.map((resource) => [audienceOf(issuer, resource), resource]));
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    revocation: { enabled: true, allowedPolicy: isOwn },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audienceOf(issuer),
      useGrantedResource: () => true,
      getResourceServerInfo: async (_: unknown, indicator: string, { clientId }: { clientId: string }) => {
        const resource = resources.get(indicator);
        if (!resource) throw new errors.InvalidTarget();
        const client = await store.findClient(clientId);
        return {
          scope: clientId === CONSOLE_CLIENT ? CONSOLE_SCOPE : scopesWithin(resource, client).join(' '),
          audience: indicator,
          accessTokenFormat: 'jwt',
          accessTokenTTL: HOUR,
          jwt: { sign: { alg: ALGORITHM, kid } },
        };
      },
    },
  };
}

/** The response that an error page is written to. */
interface ErrorPageContext {
  set(headers: Record<string, string>): void;
  body: string;
}

/** An error as described by the library. */
interface ProviderError {
  error: string;
  error_description?: string;
}

/** The part of a client that determines where its codes may be sent. */
interface RedirectingClient {
  readonly redirectUris: readonly string[];
  redirectUriAllowed(uri: string): boolean;
}

/**
 * Returns whether a page of this origin could receive the client's codes; on the loopback interface
 * any port is accepted.
 */
function isOriginOf(client: RedirectingClient, origin: string): boolean {
  return client.redirectUris.some((uri) => {
    const { origin: own, pathname, search } = new URL(uri);
    return own === origin || client.redirectUriAllowed(origin + pathname + search);
  });
}

/** Allows a client to revoke its own tokens only. */
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
      const stored = client && (await store.findClient(client.clientId));
      const known = account && (await store.findUser(session.accountId!));
      return !account || (known && stored && serves(stored, account.workspaceId))
        ? Check.NO_NEED_TO_PROMPT
        : Check.REQUEST_PROMPT;
    }),
  );
  return policy;
}

/** Hashes a sent client secret before the comparison, because only its hash is stored. */
function compareByHash(provider: Provider): void {
  const prototype = (provider.Client as unknown as { prototype: object }).prototype;
  Object.defineProperty(prototype, 'compareClientSecret', {
    value(this: { clientSecret: string }, sent: string) {
      return timingSafeEqual(Buffer.from(hashSecret(sent)), Buffer.from(this.clientSecret));
    },
  });
}
