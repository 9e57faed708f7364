import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/** Indexes grants by workspace: open streams look each second whether theirs still exist. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index oauth_records_workspace on access.oauth_records
    ((split_part(payload ->> 'accountId', '.', 1))) where model = 'Grant'`.execute(db);
}
