import type { Scope } from '@tributary/kit';
import type { Tables } from './tables.ts';

export interface User {
  id: string;
  email: string;
  name: string;
  createdAt: Date;
}

const USER = ['id', 'email', 'name', 'created_at as createdAt'] as const;

/** Adds a user; undefined when the workspace has one of this email. */
export function insertUser(
  scope: Scope<Tables>,
  user: { email: string; name: string },
): Promise<User | undefined> {
  return scope.db
    .insertInto('users')
    .values({ workspace_id: scope.workspaceId, ...user })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'email']).doNothing())
    .returning(USER)
    .executeTakeFirst();
}

/** The users of the workspace by email. */
export function listUsers(scope: Scope<Tables>): Promise<User[]> {
  return scope.db
    .selectFrom('users')
    .where('workspace_id', '=', scope.workspaceId)
    .select(USER)
    .orderBy('email')
    .execute();
}

export function findUser(
  scope: Scope<Tables>,
  by: { id: string } | { email: string },
): Promise<User | undefined> {
  const [column, value] = 'id' in by ? (['id', by.id] as const) : (['email', by.email] as const);
  return scope.db
    .selectFrom('users')
    .where('workspace_id', '=', scope.workspaceId)
    .where(column, '=', value)
    .select(USER)
    .executeTakeFirst();
}
