import { Type } from 'typebox';
import type { Platformed } from './faults.ts';
import { addressOf, digest, type Lines, need } from './lines.ts';
import type { Credentials } from './publisher.ts';
import { shaped } from './shape.ts';

/** Tokens live for two hours; a PDS gives 30 sessions in five minutes to one account, and 300 a day. */
const KEPT_FOR = 60 * 60 * 1_000;
const MOST_KEPT = 1_000;

const Created = Type.Object({ did: Type.String(), handle: Type.String(), accessJwt: Type.String() });

/** An account that is signed in. */
export interface Session {
  readonly did: string;
  readonly handle: string;
  readonly line: Platformed;
}

/** Sessions of accounts, kept while their tokens live. */
export interface Sessions {
  open(credentials: Credentials, signal: AbortSignal): Promise<Session>;
}

/** Opens the keeping of sessions. */
export function openSessions(lines: Lines, defaultServer: string): Sessions {
  const kept = new Map<string, { session: Session; until: number }>();
  return {
    async open(credentials, signal) {
      const key = digest(credentials);
      const known = kept.get(key);
      if (known && known.until > Date.now()) return known.session;
      const baseUrl = addressOf(credentials['server'] || defaultServer, 'server').origin;
      const { did, handle, accessJwt } = await signIn(lines, baseUrl, credentials, signal);
      const line = lines({
        platform: 'bluesky',
        baseUrl,
        named: Boolean(credentials['server']),
        credentials,
        headers: { authorization: `Bearer ${accessJwt}` },
        meaning: (_, body) => {
          if ((body as { error?: unknown } | undefined)?.error !== 'ExpiredToken') return undefined;
          kept.delete(key);
          return 'retry';
        },
      });
      const session = { did, handle, line };
      if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
      kept.set(key, { session, until: Date.now() + KEPT_FOR });
      return session;
    },
  };
}

function signIn(lines: Lines, baseUrl: string, credentials: Credentials, signal: AbortSignal) {
  const request = {
    operation: 'session',
    method: 'POST' as const,
    path: '/xrpc/com.atproto.server.createSession',
    body: { identifier: need(credentials, 'identifier'), password: need(credentials, 'password') },
    signal,
  };
  return lines({
    platform: 'bluesky',
    baseUrl,
    named: Boolean(credentials['server']),
    credentials,
    meaning: signInMeaning,
  }).prepare(request, shaped(Created));
}

/** Also an account that was taken down is one to be connected again. */
function signInMeaning(answered: number) {
  return answered >= 400 && answered < 429 ? ('credentials' as const) : undefined;
}
