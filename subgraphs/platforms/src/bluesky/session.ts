import { Value } from 'typebox/value';
import { type AccountClients, credential, digest, httpUrl } from '../publish/account-client.ts';
import type { AccountClient } from '../publish/publish-faults.ts';
import type { Credentials } from '../publish/publisher.ts';
import { readAs } from '../vendor-json.ts';
import { Session as SessionResponse, XrpcError } from './api.ts';
import { endpoint } from './client.ts';

/**
 * Sessions are reused for an hour of their tokens' two: a PDS grants an account 30 sessions in five
 * minutes and 300 a day.
 */
const LIFETIME = 60 * 60 * 1_000;
const MAX_SESSIONS = 1_000;

/** A signed-in account. */
export interface Session {
  readonly did: string;
  readonly handle: string;
  readonly client: AccountClient;
}

/** Sessions of accounts, cached while their tokens are valid. */
export interface Sessions {
  open(credentials: Credentials, signal: AbortSignal): Promise<Session>;
}

/** Opens the cache of sessions. */
export function openSessions(clients: AccountClients, defaultServer: string, clock: () => number): Sessions {
  const cached = new Map<string, { session: Session; until: number }>();
  return {
    async open(credentials, signal) {
      const key = digest(credentials);
      const known = cached.get(key);
      if (known && known.until > clock()) return known.session;
      const baseUrl = httpUrl(credentials['server'] || defaultServer, 'server').origin;
      const named = Boolean(credentials['server']);
      const { did, handle, accessJwt } = await signIn(clients, { baseUrl, named }, credentials, signal);
      const client = clients({
        ...endpoint(baseUrl, accessJwt),
        named,
        credentials,
        faultOf: (_, body) => {
          if (!Value.Check(XrpcError, body) || body.error !== 'ExpiredToken') return undefined;
          cached.delete(key);
          return 'retry';
        },
      });
      const session = { did, handle, client };
      if (cached.size >= MAX_SESSIONS) cached.delete(cached.keys().next().value!);
      cached.set(key, { session, until: clock() + LIFETIME });
      return session;
    },
  };
}

function signIn(
  clients: AccountClients,
  { baseUrl, named }: { baseUrl: string; named: boolean },
  credentials: Credentials,
  signal: AbortSignal,
) {
  const request = {
    operation: 'session',
    method: 'POST' as const,
    path: '/xrpc/com.atproto.server.createSession',
    body: {
      identifier: credential(credentials, 'identifier'),
      password: credential(credentials, 'password'),
    },
    signal,
  };
  const client = clients({ ...endpoint(baseUrl), named, credentials, faultOf: signInFault });
  return client.prepare(request, readAs(SessionResponse));
}

/** Maps sign-in errors to `credentials`; a taken-down account must be connected again too. */
function signInFault(status: number) {
  return status >= 400 && status < 429 ? ('credentials' as const) : undefined;
}
