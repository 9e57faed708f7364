import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from './tables.ts';

export interface User {
  id: string;
  email: string;
  name: string;
  createdAt: Date;
}

const USER = ['id', 'email', 'name', 'created_at as createdAt'] as const;

/**
 * Inserts a user; returns undefined if the workspace already has the email address, ignoring case.
 */
export function insertUser(
  scope: Scope<Tables>,
  user: { email: string; name: string },
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
 * Deletes a user and the password. The user's keys are revoked but not deleted, so that their use
 * can still be traced.
 */
export function deleteUser(scope: Scope<Tables>, id: string, now: Date): Promise<void> {
  return inTransaction(scope, async ({ db, workspaceId }) => {
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
    await db.deleteFrom('users').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
  });
}
