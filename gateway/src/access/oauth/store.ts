import type { Kysely } from 'kysely';
import { findClient, findPassword, type OauthClient } from '../data/oauth.ts';
import {
  consumeRecord,
  deleteGranted,
  deleteRecord,
  findRecord,
  upsertRecord,
} from '../data/oauth-records.ts';
import type { Tables } from '../data/tables.ts';
import { findUser, type User } from '../data/users.ts';
import { findWorkspace } from '../data/workspaces.ts';
import { accountOf, subjectOf } from './account.ts';
import { checkPassword } from './passwords.ts';
import type { SigningKeys } from './signing-keys.ts';
import { readToken, type TokenChecks } from './tokens.ts';

/** Records of one model of the authorization server. */
export interface Records {
  upsert(id: string, payload: Record<string, unknown>, seconds: number): Promise<void>;
  find(id: string): Promise<Record<string, unknown> | undefined>;
  findByUid(uid: string): Promise<Record<string, unknown> | undefined>;
  /** False when it was used before. */
  consume(id: string): Promise<boolean>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

/** What the authorization server keeps and asks; it knows no table. */
export interface OauthStore {
  readonly keys: SigningKeys;
  records(model: string): Records;
  findClient(clientId: string): Promise<OauthClient | undefined>;
  /** The name of a client's workspace. */
  workspaceName(client: OauthClient): Promise<string>;
  /** The user that a subject names; undefined for one who is gone. */
  findUser(subject: string): Promise<User | undefined>;
  /** The subject of the user of the client's workspace with this email and password; null for a wrong one. */
  logIn(client: OauthClient, email: string, password: string): Promise<string | null>;
  /** The client and the grant of an access token; null for one that does not work, whyever. */
  readToken(token: string): Promise<{ clientId: string; grantId: string } | null>;
  /** Ends a grant and with it every token of it. */
  endGrant(grantId: string): Promise<void>;
}

/** Opens it; `forget` is told whose tokens must not be gone by any longer. */
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
    records: (model) => ({
      upsert: (id, payload, seconds) =>
        upsertRecord(db, { model, id, payload, expiresAt: new Date(clock() + seconds * 1_000) }, now()),
      find: (id) => findRecord(db, model, { id }, now()),
      findByUid: (uid) => findRecord(db, model, { uid }, now()),
      consume: (id) => consumeRecord(db, model, id, Math.floor(clock() / 1_000)),
      destroy: (id) => destroy(model, id),
      revokeByGrantId: (grantId) => deleteGranted(db, model, grantId),
    }),
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
      const kept = user && (await findPassword(scope, user.id));
      const right = await checkPassword(password, kept);
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
  };
}
