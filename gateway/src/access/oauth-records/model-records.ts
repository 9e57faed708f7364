import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import {
  consumeRecord,
  deleteGranted,
  findRecord,
  replaceRecord,
  upsertRecord,
} from '../data/oauth-records.ts';
import type { Tables } from '../data/tables.ts';

type Payload = Record<string, unknown>;

/** The authorization server's records of one model. */
export interface Records {
  upsert(id: string, payload: Payload, seconds: number): Promise<void>;
  /**
   * Replaces a refresh token and returns the id of its successor, which is another request's if
   * that request was first.
   */
  replace(
    former: string,
    successor: { id: string; payload: Payload; seconds: number },
  ): Promise<string | undefined>;
  find(id: string): Promise<Payload | undefined>;
  /** Finds a session by its public id. The result lacks the secret id. */
  findByUid(uid: string): Promise<Payload | undefined>;
  /** Marks a record as used; returns false if it was used before. */
  consume(id: string): Promise<boolean>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

/** Dependencies of the records. */
export interface RecordServices {
  readonly db: Kysely<Tables>;
  readonly clock: () => number;
  destroy(model: string, id: string): Promise<void>;
}

/**
 * Grace period of a replaced refresh token, in seconds: a client that refreshes twice at once, or
 * misses the response, receives the same successor instead of losing its grant.
 */
const REFRESH_GRACE = 30;

/**
 * Models whose id is a secret that only a browser or a client knows, and of which the database
 * stores a hash. Refresh tokens are not among them: the second of two concurrent refreshes is sent
 * the successor that the first one stored.
 */
const HASHED = new Set(['Session', 'AuthorizationCode']);

/** Returns the records of one model. */
export function recordsOf(model: string, { db, clock, destroy }: RecordServices): Records {
  const now = () => new Date(clock());
  const expiry = (seconds: number) => new Date(clock() + seconds * 1_000);
  const stored = (id: string) =>
    HASHED.has(model) ? createHash('sha256').update(id).digest('base64url') : id;
  const isReplaceable = async (payload: Payload): Promise<boolean> => {
    const { consumed, successor } = payload as { consumed?: number; successor?: string };
    if (consumed === undefined || !successor || consumed + REFRESH_GRACE <= clock() / 1_000) return false;
    const next = await findRecord(db, model, { id: successor }, now());
    return next !== undefined && next['consumed'] === undefined;
  };
  return {
    upsert: (id, payload, seconds) =>
      upsertRecord(db, {
        model,
        id: stored(id),
        payload: withoutSecrets(model, payload),
        expiresAt: expiry(seconds),
      }),
    replace: (former, { id, payload, seconds }) =>
      replaceRecord(
        db,
        { id: former, seconds: Math.floor(clock() / 1_000) },
        { model, id, payload, expiresAt: expiry(seconds) },
      ),
    async find(id) {
      const payload = await findRecord(db, model, { id: stored(id) }, now());
      if (payload && HASHED.has(model)) return { ...payload, jti: id };
      if (!payload || !(await isReplaceable(payload))) return payload;
      // The library revokes the grant of a used token. Within the grace period this one may be
      // replaced again, by the same successor.
      const { consumed: _, ...unused } = payload;
      return unused;
    },
    findByUid: (uid) => findRecord(db, model, { uid }, now()),
    consume: (id) => consumeRecord(db, model, stored(id), Math.floor(clock() / 1_000)),
    destroy: (id) => destroy(model, stored(id)),
    revokeByGrantId: (grantId) => deleteGranted(db, model, grantId),
  };
}

/** Removes the ids that are stored as hashes; an interaction repeats that of its session. */
function withoutSecrets(model: string, payload: Payload): Payload {
  if (HASHED.has(model)) {
    const { jti: _, ...rest } = payload;
    return rest;
  }
  const session = payload['session'] as Payload | undefined;
  if (model !== 'Interaction' || !session) return payload;
  const { cookie: _, ...rest } = session;
  return { ...payload, session: rest };
}
