import type { BoundJob } from '@tributary/kit/host';
import type { Kysely } from 'kysely';
import { findClient, type OauthClient } from '../data/oauth-clients.ts';
import {
  consumeRecord,
  deleteExpiredRecords,
  deleteGranted,
  deleteRecord,
  findRecord,
  replaceRecord,
  upsertRecord,
} from '../data/oauth-records.ts';
import { findPassword } from '../data/passwords.ts';
import type { Tables } from '../data/tables.ts';
import { findUser, type User } from '../data/users.ts';
import { findWorkspace } from '../data/workspaces.ts';
import { readToken, type TokenChecks } from './access-tokens.ts';
import { checkPassword } from './passwords.ts';
import type { SigningKeys } from './signing-keys.ts';
import { accountOf, subjectOf } from './subject.ts';

/** The authorization server's records of one model. */
export interface Records {
  upsert(id: string, payload: Record<string, unknown>, seconds: number): Promise<void>;
  /**
   * Replaces a refresh token and returns the id of its successor, which is another request's if
   * that request was first.
   */
  replace(
    former: string,
    successor: { id: string; payload: Record<string, unknown>; seconds: number },
  ): Promise<string | undefined>;
  find(id: string): Promise<Record<string, unknown> | undefined>;
  findByUid(uid: string): Promise<Record<string, unknown> | undefined>;
  /** Marks a record as used; returns false if it was used before. */
  consume(id: string): Promise<boolean>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

/**
 * Grace period of a replaced refresh token, in seconds: a client that refreshes twice at once, or
 * misses the response, receives the same successor instead of losing its grant.
 */
export const REFRESH_GRACE = 30;

/** Rows deleted per statement of the sweep. */
const SWEPT = 5_000;

/** Storage of the authorization server, which knows no tables. */
export interface OauthStore {
  readonly keys: SigningKeys;
  records(model: string): Records;
  findClient(clientId: string): Promise<OauthClient | undefined>;
  /** Returns the name of a client's workspace. */
  workspaceName(client: OauthClient): Promise<string>;
  /** Finds the user that a subject identifies; undefined if the user no longer exists. */
  findUser(subject: string): Promise<User | undefined>;
  /**
   * Returns the subject of the user with this email and password in the client's workspace; null if
   * either is wrong.
   */
  logIn(client: OauthClient, email: string, password: string): Promise<string | null>;
  /**
   * Returns the client and grant of an access token; null if the token is invalid, expired or
   * revoked.
   */
  readToken(token: string): Promise<{ clientId: string; grantId: string } | null>;
  /** Deletes a grant together with its tokens. */
  endGrant(grantId: string): Promise<void>;
  /** Deletes expired interactions, codes, tokens and sessions. */
  readonly sweep: BoundJob;
}

/**
 * Opens the store. Calls `forget(workspaceId)` to evict cached principals when a grant is revoked.
 */
export function openStore(
  db: Kysely<Tables>,
  tokens: Omit<TokenChecks, 'db'>,
  forget: (workspaceId: string) => void,
): OauthStore {
  const { keys, clock } = tokens;
  const now = () => new Date(clock());
  const destroy = async (model: string, id: string) => {
    const gone = await deleteRecord(db, model, id);
    const account = model === 'Grant' && accountOf(String(gone?.['accountId']));
    if (account) forget(account.workspaceId);
  };
  return {
    keys,
    records: (model) => recordsOf(model, { db, clock, destroy }),
    findClient: (clientId) => findClient(db, clientId),
    async workspaceName({ workspaceId }) {
      return (await findWorkspace({ db, workspaceId }))?.name ?? '';
    },
    async findUser(subject) {
      const account = accountOf(subject);
      return account ? findUser({ db, workspaceId: account.workspaceId }, { id: account.userId }) : undefined;
    },
    async logIn({ workspaceId }, email, password) {
      const scope = { db, workspaceId };
      const user = await findUser(scope, { email });
      const stored = user && (await findPassword(scope, user.id));
      const right = await checkPassword(password, stored);
      return right && user ? subjectOf({ workspaceId, userId: user.id }) : null;
    },
    async readToken(token) {
      const claims = await readToken(token, tokens);
      return claims && { clientId: claims.client_id, grantId: claims.gid };
    },
    async endGrant(grantId) {
      await destroy('Grant', grantId);
      await deleteGranted(db, 'RefreshToken', grantId);
    },
    sweep: {
      name: 'access.sweep-oauth-records',
      schedule: '*/10 * * * *',
      async run({ signal }) {
        while (!signal.aborted && (await deleteExpiredRecords(db, now(), SWEPT)) === SWEPT);
      },
    },
  };
}

interface RecordServices {
  readonly db: Kysely<Tables>;
  readonly clock: () => number;
  destroy(model: string, id: string): Promise<void>;
}

/** Returns the records of one model. */
function recordsOf(model: string, { db, clock, destroy }: RecordServices): Records {
  const now = () => new Date(clock());
  const expiry = (seconds: number) => new Date(clock() + seconds * 1_000);
  const isReplaceable = async (payload: Record<string, unknown>): Promise<boolean> => {
    const { consumed, successor } = payload as { consumed?: number; successor?: string };
    if (consumed === undefined || !successor || consumed + REFRESH_GRACE <= clock() / 1_000) return false;
    const next = await findRecord(db, model, { id: successor }, now());
    return next !== undefined && next['consumed'] === undefined;
  };
  return {
    upsert: (id, payload, seconds) => upsertRecord(db, { model, id, payload, expiresAt: expiry(seconds) }),
    replace: (former, { id, payload, seconds }) =>
      replaceRecord(
        db,
        { id: former, seconds: Math.floor(clock() / 1_000) },
        { model, id, payload, expiresAt: expiry(seconds) },
      ),
    async find(id) {
      const payload = await findRecord(db, model, { id }, now());
      if (!payload || !(await isReplaceable(payload))) return payload;
      // The library revokes the grant of a used token. Within the grace period this one may be
      // replaced again, by the same successor.
      const { consumed: _, ...unused } = payload;
      return unused;
    },
    findByUid: (uid) => findRecord(db, model, { uid }, now()),
    consume: (id) => consumeRecord(db, model, id, Math.floor(clock() / 1_000)),
    destroy: (id) => destroy(model, id),
    revokeByGrantId: (grantId) => deleteGranted(db, model, grantId),
  };
}
