import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/**
 * Adds the role of a user. Existing users become editors, which keeps every scope that their OAuth
 * clients could have; a user with a key for administration becomes an admin, because a role limits
 * the keys of its user.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('users')
    .addColumn('role', 'text', (column) =>
      column.notNull().defaultTo('editor').check(sql`role in ('owner', 'admin', 'editor', 'viewer')`),
    )
    .execute();
  await sql`update access.users set role = 'admin' where exists (
    select from access.api_keys as key where key.workspace_id = users.workspace_id and key.user_id = users.id
      and key.revoked_at is null and 'workspace:admin' = any(key.scopes))`.execute(db);
}
