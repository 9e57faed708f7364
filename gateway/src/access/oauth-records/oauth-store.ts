import type { BoundJob } from '@tributary/kit/host';
import type { Kysely } from 'kysely';
import { type AccountLinks, openAccountLinks } from '../account-links/redeem-link.ts';
import { deleteExpiredLinks } from '../data/account-links.ts';
import { deleteExpiredRecords, deleteGranted, deleteRecord } from '../data/oauth-records.ts';
import { findPassword } from '../data/passwords.ts';
import type { Tables } from '../data/tables.ts';
import { findUser, type User } from '../data/users.ts';
import { findWorkspace, findWorkspaceByName, listWorkspaces } from '../data/workspaces.ts';
import { readToken, type TokenChecks } from './access-tokens.ts';
import type { KnownClient } from './console-client.ts';
import { type Records, recordsOf } from './model-records.ts';
import { checkPasswordLength, type Passwords } from './passwords.ts';
import type { SigningKeys } from './signing-keys.ts';
import { storePassword } from './store-password.ts';
import { accountOf, subjectOf } from './subject.ts';

/** Rows deleted per statement of the sweep. */
const SWEPT = 5_000;

/** Storage of the authorization server, which knows no tables. */
export interface OauthStore {
  readonly keys: SigningKeys;
  records(model: string): Records;
  /** Finds a client of a workspace or the console; undefined if it is unknown or revoked. */
  findClient(clientId: string): Promise<KnownClient | undefined>;
  /**
   * Returns the name of the workspace whose users can log in to a client, or null if the user has
   * to name it: the console serves every workspace.
   */
  workspaceName(client: KnownClient): Promise<string | null>;
  /** Finds the user that a subject identifies; undefined if the user no longer exists. */
  findUser(subject: string): Promise<User | undefined>;
  /**
   * Returns the subject of the user with this email and password in the workspace; null if any of
   * the three is wrong. Takes equally long in every case.
   */
  logIn(workspace: string, email: string, password: string): Promise<string | null>;
  /**
   * Changes the password of a user who knows the current one, and logs the user out everywhere.
   * Returns false if the current one is wrong; throws INVALID_INPUT if the new one is too short or
   * too long.
   */
  changePassword(subject: string, current: string, next: string): Promise<boolean>;
  /** The links by which people set a password without knowing one. */
  readonly links: AccountLinks;
  /**
   * Returns the client, grant and user of an access token; null if the token is invalid, expired or
   * revoked.
   */
  readToken(token: string): Promise<{ clientId: string; grantId: string; subject: string } | null>;
  /** Deletes a grant together with its tokens. */
  endGrant(grantId: string): Promise<void>;
  /** Deletes expired interactions, codes, tokens, sessions and links. */
  readonly sweep: BoundJob;
}

/**
 * Opens the store. Calls `forget(workspaceId)` to evict cached principals when a grant is revoked.
 */
export function openStore(
  db: Kysely<Tables>,
  tokens: Omit<TokenChecks, 'db'>,
  passwords: Passwords,
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
    findClient: tokens.findClient,
    async workspaceName({ workspaceId }) {
      if (workspaceId !== null) return (await findWorkspace({ db, workspaceId }))?.name ?? '';
      const [only, ...others] = await listWorkspaces(db, { limit: 2 });
      return only && others.length === 0 ? only.name : null;
    },
    async findUser(subject) {
      const account = accountOf(subject);
      return account ? findUser({ db, workspaceId: account.workspaceId }, { id: account.userId }) : undefined;
    },
    async logIn(name, email, password) {
      const workspace = await findWorkspaceByName(db, name);
      const scope = workspace && { db, workspaceId: workspace.id };
      const user = scope && (await findUser(scope, { email }));
      const stored = user && (await findPassword(scope, user.id));
      const right = await passwords.check(password, stored);
      return right && user ? subjectOf({ workspaceId: scope!.workspaceId, userId: user.id }) : null;
    },
    async changePassword(subject, current, next) {
      const account = accountOf(subject);
      if (!account) return false;
      checkPasswordLength(next);
      const scope = { db, workspaceId: account.workspaceId };
      if (!(await passwords.check(current, await findPassword(scope, account.userId)))) return false;
      await storePassword(scope, account.userId, await passwords.hash(next));
      forget(account.workspaceId);
      return true;
    },
    links: openAccountLinks(db, clock, passwords, forget),
    async readToken(token) {
      const claims = await readToken(token, tokens);
      return claims && { clientId: claims.client_id, grantId: claims.gid, subject: claims.sub };
    },
    async endGrant(grantId) {
      await destroy('Grant', grantId);
      await deleteGranted(db, 'RefreshToken', grantId);
    },
    sweep: {
      name: 'access.sweep-oauth-records',
      schedule: '*/10 * * * *',
      async run({ signal }) {
        await deleteExpiredLinks(db, now());
        while (!signal.aborted && (await deleteExpiredRecords(db, now(), SWEPT)) === SWEPT);
      },
    },
  };
}
