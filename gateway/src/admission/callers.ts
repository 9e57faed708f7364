import type { IncomingMessage } from 'node:http';
import type { Principal } from '@tributary/kit';
import type { Authenticator } from '../access/index.ts';
import type { AttemptLimiter } from './attempt-limiter.ts';
import { clientAddress } from './client-address.ts';
import type { SentCredential } from './credentials.ts';

/** The result of looking up a credential. */
export type Caller =
  | { readonly outcome: 'known'; readonly principal: Principal }
  /**
   * Unknown, revoked, expired, or of a form not accepted in its place. Not yet counted against the
   * address.
   */
  | { readonly outcome: 'unknown' }
  /** Not looked up: the address has used up its failed attempts. */
  | { readonly outcome: 'limited'; readonly wait: number };

/** Identifies callers without letting unknown credentials reach the database unbounded. */
export interface Callers {
  /** Looks up a credential, once per request. */
  identify(request: IncomingMessage, credential: SentCredential): Promise<Caller>;
  /** Looks up a credential again that was admitted; null if it has been revoked or has expired. */
  recall(credential: SentCredential): Promise<Principal | null>;
  /**
   * Counts a request with an invalid credential; returns the seconds to wait if its address has
   * sent too many.
   */
  countInvalid(request: IncomingMessage): number | null;
  /**
   * Counts a request without any credential; returns the seconds to wait if its address has sent
   * too many.
   */
  countAnonymous(request: IncomingMessage): number | null;
}

interface CallersOptions {
  readonly authenticator: Authenticator;
  /** Counts invalid credentials and guards the look-ups. */
  readonly addresses: AttemptLimiter;
  /**
   * Counts requests without a credential separately: they cause no look-up and must not use up that
   * budget.
   */
  readonly anonymous: AttemptLimiter;
  readonly trustProxy: boolean;
}

/** Creates the look-up of callers. */
export function createCallers({ authenticator, trustProxy, ...limiters }: CallersOptions): Callers {
  const requests = new WeakMap<IncomingMessage, { text: string; caller: Promise<Caller> }>();
  const identify = async (address: string, { text, place, isToken }: SentCredential): Promise<Caller> => {
    // A token in a URL or key header could be logged or cached by proxies.
    if (isToken && place !== 'bearer') return { outcome: 'unknown' };
    if (authenticator.isFamiliar(text)) return callerOf(await authenticator.authenticate(text));
    const attempt = limiters.addresses.begin(address);
    if (typeof attempt === 'number') return { outcome: 'limited', wait: attempt };
    // The failure is counted where the request is refused. A look-up that throws is not the
    // caller's failure.
    return authenticator
      .authenticate(text)
      .then(callerOf)
      .finally(() => attempt.end());
  };
  return {
    identify(request, credential) {
      const before = requests.get(request);
      if (before?.text === credential.text) return before.caller;
      const caller = identify(clientAddress(request, trustProxy), credential);
      requests.set(request, { text: credential.text, caller });
      caller.catch(() => requests.delete(request));
      return caller;
    },
    recall: ({ text }) => authenticator.authenticate(text),
    countInvalid: (request) => limiters.addresses.count(clientAddress(request, trustProxy)),
    countAnonymous: (request) => limiters.anonymous.count(clientAddress(request, trustProxy)),
  };
}

function callerOf(principal: Principal | null): Caller {
  return principal ? { outcome: 'known', principal } : { outcome: 'unknown' };
}
