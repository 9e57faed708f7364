import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import { clientAddress, createAddressLimiter, createAttemptLimiter } from '../admission/index.ts';
import { SESSION_COOKIE } from './endpoint-paths.ts';
import { type Parameters, parameterOf } from './parameters.ts';

/**
 * Maximum requests per address and minute to the log-in pages: a log-in takes seven, and each may
 * cost a few statements.
 */
const MAX_PAGES = 120;
/** Maximum authorization requests per address and minute: each leaves a row for ten minutes. */
const MAX_AUTHORIZATIONS = 30;
/**
 * Maximum authorization requests per session and minute: each leaves a code for a minute. The
 * console sends one for each load of a page.
 */
const MAX_AUTHORIZATIONS_OF_SESSION = 120;
/** Maximum log-in attempts per address and minute. */
const MAX_LOG_INS = 20;
/** Maximum log-in attempts per account and minute, whether or not the account exists. */
const MAX_LOG_INS_OF_ACCOUNT = 5;
const MAX_CLIENTS = 1_000;
const MAX_SESSIONS = 10_000;
/** Finds the value of the session cookie. */
const SESSION_VALUE = new RegExp(`(?:^|; ?)(?:__Host-)?${SESSION_COOKIE}=([^;]+)`);
const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;

/** Limits how much work callers without a valid credential may cause. Counts in memory. */
export interface OauthGuard {
  /**
   * Counts a request for a page; returns the seconds to wait if the address has sent too many,
   * otherwise null.
   */
  enterPage(request: IncomingMessage): number | null;
  /**
   * Begins an authorization request, or returns the seconds to wait. It counts against the session
   * if that has received a code before, because the people of an office share an address, and
   * otherwise against the address.
   */
  beginAuthorization(request: IncomingMessage): AuthorizationAttempt | number;
  /**
   * Begins a client's request to the token or revocation endpoint, or returns the seconds to wait.
   */
  beginClient(request: IncomingMessage, form: Parameters): ClientAttempt | number;
  /**
   * Counts a log-in attempt of an address before anything is looked up; returns the seconds to wait
   * or null.
   */
  countLogIn(request: IncomingMessage): number | null;
  /**
   * Counts a log-in attempt for an account; returns the seconds to wait or null. Unknown accounts
   * are counted the same way, in memory, so that neither response nor timing reveals which accounts
   * exist and made-up names create no rows.
   */
  countLogInOf(workspace: string, email: string): number | null;
}

/** An authorization request in progress. */
export interface AuthorizationAttempt {
  /** Reports whether the session that it was sent with has received a code. */
  end(hasCode: boolean): void;
}

/** A client's request in progress. */
export interface ClientAttempt {
  /**
   * Reports the status of the response: a refusal counts against the address unless the client is
   * familiar.
   */
  end(status: number): void;
}

export function createOauthGuard(options: { clock: () => number; trustProxy: boolean }): OauthGuard {
  const { clock, trustProxy } = options;
  const pages = createAddressLimiter(clock, { max: MAX_PAGES });
  const authorizations = createAddressLimiter(clock, { max: MAX_AUTHORIZATIONS });
  const ofSessions = createAttemptLimiter(clock, { max: MAX_AUTHORIZATIONS_OF_SESSION });
  const logIns = createAddressLimiter(clock, { max: MAX_LOG_INS });
  const clients = createAddressLimiter(clock);
  const accounts = createAttemptLimiter(clock, { max: MAX_LOG_INS_OF_ACCOUNT });
  // Hashes of secrets that have proved valid; a flood from a shared address must not block their
  // clients.
  const familiar = new LRUCache<string, true>({ max: MAX_CLIENTS });
  // Hashes of session cookies whose last authorization request was answered with a code.
  const sessions = new LRUCache<string, true>({ max: MAX_SESSIONS });
  const address = (request: IncomingMessage) => clientAddress(request, trustProxy);
  return {
    enterPage: (request) => pages.count(address(request)),
    beginAuthorization(request) {
      const session = sessionOf(request);
      const isFamiliar = session !== null && sessions.has(session);
      const wait = isFamiliar ? ofSessions.count(session) : authorizations.count(address(request));
      if (wait !== null) return wait;
      return {
        end(hasCode) {
          if (session === null) return;
          if (hasCode) sessions.set(session, true);
          else sessions.delete(session);
        },
      };
    },
    countLogIn: (request) => logIns.count(address(request)),
    countLogInOf: (workspace, email) => accounts.count(digest(workspace, email)),
    beginClient(request, form) {
      const secret = secretOf(request, form);
      const known = secret !== null && familiar.has(secret);
      const attempt = known ? null : clients.begin(address(request));
      if (typeof attempt === 'number') return attempt;
      return {
        end(status) {
          attempt?.end();
          if (status === UNAUTHORIZED && secret !== null) familiar.delete(secret);
          if (status < BAD_REQUEST && secret !== null) familiar.set(secret, true);
          if (status >= BAD_REQUEST && (!known || status === UNAUTHORIZED)) clients.count(address(request));
        },
      };
    },
  };
}

/** Returns the hash of the session cookie; null if none was sent. */
function sessionOf({ headers }: IncomingMessage): string | null {
  const value = SESSION_VALUE.exec(headers.cookie ?? '')?.[1];
  return value === undefined ? null : digest('session', value);
}

/** Returns the hash of a confidential client's secret; null for a public client. */
function secretOf({ headers }: IncomingMessage, form: Parameters): string | null {
  if (headers.authorization !== undefined) return digest('basic', headers.authorization);
  const secret = parameterOf(form, 'client_secret');
  return secret === undefined ? null : digest('post', parameterOf(form, 'client_id') ?? '', secret);
}

function digest(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}
