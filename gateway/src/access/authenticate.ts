import type { Logger, Principal } from '@tributary/kit';
import type { Kysely } from 'kysely';
import { LRUCache } from 'lru-cache';
import { findKey, findKeyOwner, touchKeys } from './data/keys.ts';
import type { Tables } from './data/tables.ts';
import { findPlans } from './data/workspaces.ts';
import { hashKey, mayBeKey } from './keys.ts';
import { mayBeToken, type TokenChecks, verifyToken } from './oauth/tokens.ts';
import { planOf, scopesOf } from './plans.ts';

/** Turns keys and access tokens into principals. */
export interface Authenticator {
  /** Who the key or token stands for; null when it is unknown, revoked or expired. */
  authenticate(credential: string): Promise<Principal | null>;
  /** Forgets the keys of a workspace at once, when one was revoked or a plan changed in this process. */
  forget(workspaceId: string): void;
  stop(): Promise<void>;
}

/** How long another process may still go by what was changed here (a key revoked, a plan set), in milliseconds. */
const REMEMBERED = 2_000;
const MOST_REMEMBERED = 10_000;
/** How often last-used times are written, in milliseconds. */
const TOUCH_EVERY = 10_000;
const MINUTE = 60_000;

interface Known {
  principal: Principal;
  expiresAt: number;
}

export function createAuthenticator(
  db: Kysely<Tables>,
  log: Logger,
  clock: () => number,
  tokens: TokenChecks,
): Authenticator {
  const known = new LRUCache<string, Promise<Known | null>>({ max: MOST_REMEMBERED, ttl: REMEMBERED });
  const uses = createUses(db, log);
  return {
    async authenticate(credential) {
      const token = mayBeToken(credential);
      if (!token && !mayBeKey(credential)) return null;
      const hash = hashKey(credential);
      const cacheKey = hash.toString('base64');
      let found = known.get(cacheKey);
      if (!found) {
        found = token ? verifyToken(credential, tokens) : identify(db, hash);
        known.set(cacheKey, found);
        // A failed look-up must not be remembered as an answer.
        found.catch(() => known.delete(cacheKey));
      }
      const entry = await found;
      if (!entry || entry.expiresAt <= clock()) return null;
      if (!token) uses.note(entry.principal, clock());
      return entry.principal;
    },
    forget(workspaceId) {
      for (const [hash, entry] of known.entries()) {
        entry.then(
          (value) => value?.principal.workspaceId === workspaceId && known.delete(hash),
          () => {},
        );
      }
    },
    stop: uses.stop,
  };
}

async function identify(db: Kysely<Tables>, hash: Buffer): Promise<Known | null> {
  const owner = await findKeyOwner(db, hash);
  if (!owner) return null;
  const scope = { db, workspaceId: owner.workspaceId };
  const [key, plans] = await Promise.all([findKey(scope, owner.keyId), findPlans(scope)]);
  if (!key || key.revokedAt) return null;
  return {
    expiresAt: key.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    principal: {
      workspaceId: owner.workspaceId,
      userId: key.userId,
      keyId: key.id,
      keyPrefix: key.prefix,
      products: key.products,
      scopes: key.scopes ?? scopesOf(key.products),
      plans,
      policies: key.products.flatMap((product) => planOf(product, plans[product]).policies),
    },
  };
}

/** Gathers when keys were used, to the minute, and writes it from time to time in one statement. */
function createUses(db: Kysely<Tables>, log: Logger) {
  const pending = new Map<string, { workspaceId: string; keyId: string; at: Date }>();
  const written = new LRUCache<string, number>({ max: MOST_REMEMBERED });
  const flush = async () => {
    if (pending.size === 0) return;
    const batch = [...pending.values()];
    pending.clear();
    await touchKeys(db, batch).catch((error) => log.warn({ err: error }, 'last-used times were not written'));
  };
  const timer = setInterval(flush, TOUCH_EVERY).unref();
  return {
    note({ workspaceId, keyId }: Principal, now: number) {
      const minute = now - (now % MINUTE);
      if (written.get(keyId) === minute) return;
      written.set(keyId, minute);
      pending.set(keyId, { workspaceId, keyId, at: new Date(minute) });
    },
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
