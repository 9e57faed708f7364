import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Role } from '../roles.ts';
import type { LinkKind, Tables } from './tables.ts';

/** A link as stored, without its secret. */
export interface AccountLink {
  id: string;
  kind: LinkKind;
  /** Email address of the invited person; null for other kinds. */
  email: string | null;
  /** Role of the new user; null for a link that sets the password of an existing one. */
  role: Role | null;
  /** The existing user; null for a link that creates one. */
  userId: string | null;
  createdAt: Date;
  expiresAt: Date;
}

const LINK = [
  'id',
  'kind',
  'email',
  'role',
  'user_id as userId',
  'created_at as createdAt',
  'expires_at as expiresAt',
] as const;

export function insertLink(
  scope: Scope<Tables>,
  link: Omit<AccountLink, 'id'> & { hash: Buffer },
): Promise<AccountLink> {
  return scope.db
    .insertInto('account_links')
    .values({
      workspace_id: scope.workspaceId,
      hash: link.hash,
      kind: link.kind,
      email: link.email,
      role: link.role,
      user_id: link.userId,
      created_at: link.createdAt,
      expires_at: link.expiresAt,
    })
    .returning(LINK)
    .executeTakeFirstOrThrow();
}

/** Finds a link that has not expired by the hash of its secret. */
export function findLink(scope: Scope<Tables>, hash: Buffer, now: Date): Promise<AccountLink | undefined> {
  return scope.db
    .selectFrom('account_links')
    .where('workspace_id', '=', scope.workspaceId)
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .select(LINK)
    .executeTakeFirst();
}

/** Deletes a link; returns whether it still existed. */
export async function deleteLink(scope: Scope<Tables>, id: string): Promise<boolean> {
  const row = await scope.db
    .deleteFrom('account_links')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Deletes earlier links to the same email address or user, which a new one replaces. */
export async function deleteLinksTo(
  scope: Scope<Tables>,
  to: { email: string } | { userId: string },
): Promise<void> {
  const query = scope.db.deleteFrom('account_links').where('workspace_id', '=', scope.workspaceId);
  const chosen =
    'email' in to
      ? query.where(sql<boolean>`lower(email) = lower(${to.email})`)
      : query.where('user_id', '=', to.userId);
  await chosen.execute();
}

/** Lists the invitations that have not expired, newest first. */
export function listInvitations(scope: Scope<Tables>, now: Date, limit: number): Promise<AccountLink[]> {
  return scope.db
    .selectFrom('account_links')
    .where('workspace_id', '=', scope.workspaceId)
    .where('kind', '=', 'invitation')
    .where('expires_at', '>', now)
    .select(LINK)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Finds an invitation that has not expired. */
export function findInvitation(
  scope: Scope<Tables>,
  id: string,
  now: Date,
): Promise<AccountLink | undefined> {
  return scope.db
    .selectFrom('account_links')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('kind', '=', 'invitation')
    .where('expires_at', '>', now)
    .select(LINK)
    .executeTakeFirst();
}

/** Deletes the expired links of all workspaces. */
export async function deleteExpiredLinks(db: Kysely<Tables>, now: Date): Promise<void> {
  await acrossWorkspaces(db, 'access').deleteFrom('account_links').where('expires_at', '<=', now).execute();
}
