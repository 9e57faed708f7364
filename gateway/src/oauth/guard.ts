import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import { type AddressLimiter, clientAddress, createAddressLimiter } from '../admission/index.ts';
import { type Parameters, parameterOf } from './parameters.ts';

/**
 * Requests in a minute from one address to the pages where people log in: a log-in takes seven of
 * them, and each may cost a few statements.
 */
const PAGES = 120;
/** Authorization requests in a minute from one address: each leaves a row for ten minutes. */
const AUTHORIZATIONS = 30;
/** Log-in attempts in a minute from one address. */
const LOG_INS = 20;
/** Log-in attempts in a minute for one account, whether or not it exists. */
const LOG_INS_OF_ACCOUNT = 5;
const MAX_CLIENTS = 1_000;
const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;

/**
 * Bounds what callers without a valid credential may make the authorization server do. Everything
 * is counted in memory.
 */
export interface OauthGuard {
  /**
   * Counts a request for a page; returns the seconds to wait if the address has sent too many,
   * otherwise null.
   */
  enterPage(request: IncomingMessage): number | null;
  /** The same for a request that begins an authorization. */
  enterAuthorization(request: IncomingMessage): number | null;
  /** Begins a request of a client to the token or revocation endpoint. */
  beginClient(request: IncomingMessage, form: Parameters): ClientAttempt | number;
  /** Counts a log-in attempt from an address, before anything is looked up for it. */
  countLogIn(request: IncomingMessage): number | null;
  /**
   * Counts a log-in attempt for an account. Accounts that do not exist count alike, in the same
   * memory, so that neither the answer nor its timing tells which exist, and no row is written for
   * text that a stranger made up.
   */
  countLogInOf(workspaceId: string, email: string): number | null;
}

/** A request of a client that has not been answered yet. */
export interface ClientAttempt {
  /**
   * Says with which status it was answered: a refusal counts against the address, unless the client
   * is known.
   */
  end(status: number): void;
}

export function createOauthGuard(options: { clock: () => number; trustProxy: boolean }): OauthGuard {
  const { clock, trustProxy } = options;
  const open = (max?: number): AddressLimiter =>
    createAddressLimiter(clock, max === undefined ? {} : { max });
  const [pages, authorizations] = [open(PAGES), open(AUTHORIZATIONS)];
  const [logIns, clients] = [open(LOG_INS), open()];
  const accounts = createMinuteCounter(clock, LOG_INS_OF_ACCOUNT);
  /**
   * Secrets of clients that have proved valid: a flood from a shared address must not stop those.
   */
  const familiar = new LRUCache<string, true>({ max: MAX_CLIENTS });
  const address = (request: IncomingMessage) => clientAddress(request, trustProxy);
  return {
    enterPage: (request) => pages.count(address(request)),
    enterAuthorization: (request) => authorizations.count(address(request)),
    countLogIn: (request) => logIns.count(address(request)),
    countLogInOf: (workspaceId, email) => accounts.count(digest(workspaceId, email)),
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

/** Names the secret that a confidential client has sent; null for a public client. */
function secretOf({ headers }: IncomingMessage, form: Parameters): string | null {
  if (headers.authorization !== undefined) return digest('basic', headers.authorization);
  const secret = parameterOf(form, 'client_secret');
  return secret === undefined ? null : digest('post', parameterOf(form, 'client_id') ?? '', secret);
}

function digest(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

const MINUTE = 60_000;
const MAX_NAMES = 50_000;

/**
 * Counts up to `max` a minute and name; `count` returns the seconds to wait beyond it, otherwise
 * null.
 */
function createMinuteCounter(clock: () => number, max: number) {
  const counts = new LRUCache<string, { minute: number; count: number }>({ max: MAX_NAMES });
  return {
    count(name: string): number | null {
      const minute = Math.floor(clock() / MINUTE);
      const before = counts.get(name);
      const count = before?.minute === minute ? before.count : 0;
      if (count >= max) return Math.ceil((MINUTE - (clock() % MINUTE)) / 1_000);
      counts.set(name, { minute, count: count + 1 });
      return null;
    },
  };
}
