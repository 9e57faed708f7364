import { type Kysely, sql } from 'kysely';

/** Makes an email address the same in any case: people type theirs as it comes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create unique index users_email_folded on access.users (workspace_id, lower(email))`.execute(db);
  await db.schema.alterTable('users').dropConstraint('users_email').execute();
}
