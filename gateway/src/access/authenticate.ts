import type { Logger, Principal } from '@tributary/kit';
import type { BoundJob } from '@tributary/kit/host';
import type { Kysely } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { followChanges } from './announced-changes.ts';
import { createCredentialCache, type Known } from './credential-cache.ts';
import { findKey, findKeyOwner, listValidKeys, touchKeys } from './data/keys.ts';
import { listGrants } from './data/oauth-records.ts';
import type { Tables } from './data/tables.ts';
import { findUser } from './data/users.ts';
import { findPlans } from './data/workspaces.ts';
import { mayBeKey } from './keys.ts';
import { mayBeToken, type TokenChecks, tokenKeyId, verifyToken } from './oauth-records/access-tokens.ts';
import { planOf, scopesOf } from './plans.ts';
import { withinRole } from './roles.ts';

/** The `keyId` of a principal, and its workspace. */
interface StreamKey {
  readonly workspaceId: string;
  readonly keyId: string;
}

/** Turns keys and access tokens into principals. */
export interface Authenticator {
  /** Returns the principal of a key or token; null when it is unknown, revoked or expired. */
  authenticate(credential: string): Promise<Principal | null>;
  /**
   * Returns whether the credential was valid at this process's last look-up, or is being looked up
   * now. Such credentials are exempt from the address limit on unknown ones.
   */
  isFamiliar(credential: string): boolean;
  /**
   * Evicts the cached credentials of a workspace, after one was revoked or a plan changed in this
   * process.
   */
  forget(workspaceId: string): void;
  /**
   * Returns, without any cache, the ids of those keys that are neither revoked nor expired, and of
   * access tokens whose grant has not ended.
   */
  listValidKeys(keys: readonly StreamKey[]): Promise<ReadonlySet<string>>;
  /** Receives changes by other processes, so that look-ups are cached for longer. */
  readonly followChanges: BoundJob;
  stop(): Promise<void>;
}

/**
 * Maximum number of keys whose last write is remembered, so that each key is written at most once a
 * minute.
 */
const MAX_USED = 10_000;
/** Interval between writes of last-used times, in milliseconds. */
const TOUCH_EVERY = 10_000;
const MINUTE = 60_000;

export function createAuthenticator(
  db: Kysely<Tables>,
  log: Logger,
  connections: Pool,
  tokens: TokenChecks,
): Authenticator {
  const { clock } = tokens;
  const changes = followChanges(connections, log, (workspaceIds) => cache.forget(workspaceIds));
  const cache = createCredentialCache(
    (credential, hash) => (mayBeToken(credential) ? verifyToken(credential, tokens) : identify(db, hash)),
    { isComplete: changes.completeSince },
  );
  const uses = createUses(db, log);
  const mayBeCredential = (credential: string) => mayBeToken(credential) || mayBeKey(credential);
  return {
    async authenticate(credential) {
      if (!mayBeCredential(credential)) return null;
      const entry = await cache.find(credential);
      if (!entry || entry.expiresAt <= clock()) return null;
      if (!mayBeToken(credential)) uses.note(entry.principal, clock());
      return entry.principal;
    },
    isFamiliar: (credential) => mayBeCredential(credential) && cache.isFamiliar(credential),
    listValidKeys: (keys) => findValidKeys(db, keys, new Date(clock())),
    forget: (workspaceId) => cache.forget(new Set([workspaceId])),
    followChanges: changes.job,
    stop: uses.stop,
  };
}

/** Finds valid keys first: every id that is left may be that of an access token. */
async function findValidKeys(
  db: Kysely<Tables>,
  keys: readonly StreamKey[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const valid = new Set(await listValidKeys(db, keys, now));
  const others = keys.filter(({ keyId }) => !valid.has(keyId));
  if (others.length === 0) return valid;
  const workspaceIds = [...new Set(others.map(({ workspaceId }) => workspaceId))];
  for (const grant of await listGrants(db, workspaceIds, now)) valid.add(tokenKeyId(grant));
  return valid;
}

async function identify(db: Kysely<Tables>, hash: Buffer): Promise<Known | null> {
  const owner = await findKeyOwner(db, hash);
  if (!owner) return null;
  const scope = { db, workspaceId: owner.workspaceId };
  const [key, plans] = await Promise.all([findKey(scope, owner.keyId), findPlans(scope)]);
  if (!key || key.revokedAt) return null;
  const user = key.userId === null ? null : await findUser(scope, { id: key.userId });
  const scopes = key.scopes ?? scopesOf(key.products);
  return {
    expiresAt: key.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    principal: {
      workspaceId: owner.workspaceId,
      userId: key.userId,
      keyId: key.id,
      keyPrefix: key.prefix,
      products: key.products,
      scopes: user ? withinRole(user.role, scopes) : scopes,
      plans,
      policies: key.products.flatMap((product) => planOf(product, plans[product]).policies),
    },
  };
}

/** Collects last-used times of keys, rounded to the minute, and writes them in batches. */
function createUses(db: Kysely<Tables>, log: Logger) {
  const pending = new Map<string, { workspaceId: string; keyId: string; at: Date }>();
  const written = new LRUCache<string, number>({ max: MAX_USED });
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
