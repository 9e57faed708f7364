import { inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import { addUser } from '../admin/user-admin.ts';
import { addWorkspace } from '../admin/workspace-admin.ts';
import { type AccountLink, deleteLink, findLink } from '../data/account-links.ts';
import type { LinkKind, Tables } from '../data/tables.ts';
import { findUser, hasUsers } from '../data/users.ts';
import { findWorkspace } from '../data/workspaces.ts';
import { checkPasswordLength, type Passwords } from '../oauth-records/passwords.ts';
import { storePassword } from '../oauth-records/store-password.ts';
import { parseLinkToken } from './link-token.ts';

/** What a valid link asks of the person who opens it. */
export interface OpenLink {
  readonly kind: LinkKind;
  /** Name of the workspace; null if the person has to choose one. */
  readonly workspace: string | null;
  /** Email address of the account; null if the person has to enter it. */
  readonly email: string | null;
}

/** What the person has entered; only the password is used for an existing account. */
export interface LinkEntries {
  readonly workspace: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** The links by which people set a password in the browser. */
export interface AccountLinks {
  /** Returns what a link asks for; null if it is unknown, used or expired. */
  find(token: string): Promise<OpenLink | null>;
  /**
   * Makes the account or sets the password, and invalidates the link; returns false if it is
   * unknown, used or expired. Throws INVALID_INPUT or CONFLICT with a message for the person, and
   * RATE_LIMITED if too many passwords are being hashed.
   */
  redeem(token: string, entries: LinkEntries): Promise<boolean>;
}

/** Opens the links. Calls `forget` to evict the cached principals of a workspace. */
export function openAccountLinks(
  db: Kysely<Tables>,
  clock: () => number,
  passwords: Passwords,
  forget: (workspaceId: string) => void,
): AccountLinks {
  const findIn = async (token: string) => {
    const parsed = parseLinkToken(token);
    const scope = parsed && { db, workspaceId: parsed.workspaceId };
    const link = scope && (await findLink(scope, parsed.hash, new Date(clock())));
    if (!link || (link.kind === 'owner' && (await hasUsers(db)))) return null;
    return { scope, link };
  };
  return {
    async find(token) {
      const found = await findIn(token);
      return found && describeLink(found.scope, found.link);
    },
    async redeem(token, entries) {
      const found = await findIn(token);
      if (!found) return false;
      checkPasswordLength(entries.password);
      const hash = await passwords.hash(entries.password);
      const done = await inTransaction(found.scope, async (scope) => {
        if (found.link.kind === 'owner') {
          // Other starts may have printed links for other workspaces.
          await lockInTransaction(scope.db, 'access.first-owner');
          if (await hasUsers(scope.db)) return false;
        }
        if (!(await deleteLink(scope, found.link.id))) return false;
        const userId = found.link.userId ?? (await createAccount(scope, found.link, entries));
        await storePassword(scope, userId, hash);
        return true;
      });
      forget(found.scope.workspaceId);
      return done;
    },
  };
}

/** Returns null for a link to a user who was deleted. */
async function describeLink(scope: Scope<Tables>, link: AccountLink): Promise<OpenLink | null> {
  const workspace = await findWorkspace(scope);
  if (link.kind !== 'password')
    return { kind: link.kind, workspace: workspace?.name ?? null, email: link.email };
  const user = await findUser(scope, { id: link.userId! });
  return user ? { kind: link.kind, workspace: workspace?.name ?? null, email: user.email } : null;
}

/** Creates the user, and the workspace if there is none; returns the id of the user. */
async function createAccount(
  scope: Scope<Tables>,
  { email, role }: AccountLink,
  entries: LinkEntries,
): Promise<string> {
  if (!(await findWorkspace(scope))) await addWorkspace(scope.db, entries.workspace, scope.workspaceId);
  const { id } = await addUser(scope, {
    email: email ?? entries.email,
    name: entries.name,
    role: role ?? 'viewer',
  });
  return id;
}
