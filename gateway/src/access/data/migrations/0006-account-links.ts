import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/**
 * Creates the links by which people set a password in the browser. The workspace of the first
 * owner's link may not exist yet: the link is what creates it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('account_links')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'uuid', (column) => column.notNull().defaultTo(sql`gen_random_uuid()`))
    .addColumn('hash', 'bytea', (column) => column.notNull())
    .addColumn('kind', 'text', (column) =>
      column.notNull().check(sql`kind in ('invitation', 'password', 'owner')`),
    )
    .addColumn('email', 'text')
    .addColumn('role', 'text')
    .addColumn('user_id', 'uuid')
    .addColumn('created_at', 'timestamptz(3)', (column) => column.notNull())
    .addColumn('expires_at', 'timestamptz(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('account_links_pkey', ['workspace_id', 'id'])
    .addUniqueConstraint('account_links_hash', ['workspace_id', 'hash'])
    .execute();
}
