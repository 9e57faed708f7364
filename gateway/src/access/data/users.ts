import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Role } from '../roles.ts';
import type { Tables } from './tables.ts';

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  createdAt: Date;
}

const USER = ['id', 'email', 'name', 'role', 'created_at as createdAt'] as const;

/**
 * Inserts a user; returns undefined if the workspace already has the email address, ignoring case.
 */
export function insertUser(
  scope: Scope<Tables>,
  user: { email: string; name: string; role: Role },
): Promise<User | undefined> {
  return scope.db
    .insertInto('users')
    .values({ workspace_id: scope.workspaceId, ...user })
    .onConflict((conflict) => conflict.doNothing())
    .returning(USER)
    .executeTakeFirst();
}

/** Lists the users of the workspace, ordered by email. */
export function listUsers(scope: Scope<Tables>): Promise<User[]> {
  return scope.db
    .selectFrom('users')
    .where('workspace_id', '=', scope.workspaceId)
    .select(USER)
    .orderBy('email')
    .execute();
}

/** Counts the users of the workspace. */
export async function countUsers(scope: Scope<Tables>): Promise<number> {
  const { count } = await scope.db
    .selectFrom('users')
    .where('workspace_id', '=', scope.workspaceId)
    .select(sql<string>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Returns whether any workspace has a user. */
export async function hasUsers(db: Kysely<Tables>): Promise<boolean> {
  const row = await acrossWorkspaces(db, 'access')
    .selectFrom('users')
    .select('id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Compares case-insensitively, as the unique index does. */
const isEmail = (email: string) => sql<boolean>`lower(email) = lower(${email})`;

/** Finds a user by id or by email address. */
export function findUser(
  scope: Scope<Tables>,
  by: { id: string } | { email: string },
): Promise<User | undefined> {
  const query = scope.db.selectFrom('users').where('workspace_id', '=', scope.workspaceId).select(USER);
  const found = 'id' in by ? query.where('id', '=', by.id) : query.where(isEmail(by.email));
  return found.executeTakeFirst();
}

/**
 * Locks the owners of the workspace until the end of the transaction and returns their ids. Two
 * transactions that each remove another owner therefore run one after the other.
 */
export async function lockOwners({ db, workspaceId }: Scope<Tables>): Promise<string[]> {
  const rows = await db
    .selectFrom('users')
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'owner')
    .select('id')
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

/** Changes the role of a user; undefined if the workspace has no such user. */
export function updateUserRole(scope: Scope<Tables>, id: string, role: Role): Promise<User | undefined> {
  return scope.db
    .updateTable('users')
    .set({ role })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .returning(USER)
    .executeTakeFirst();
}

/**
 * Deletes a user with the password and the links that set it, in the caller's transaction. The
 * user's keys are revoked but not deleted, so that their use can still be traced.
 */
export async function deleteUser({ db, workspaceId }: Scope<Tables>, id: string, now: Date): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ user_id: null, revoked_at: sql`coalesce(revoked_at, ${now})` })
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', id)
    .execute();
  await db
    .deleteFrom('passwords')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', id)
    .execute();
  await db
    .deleteFrom('account_links')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', id)
    .execute();
  await db.deleteFrom('users').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}
