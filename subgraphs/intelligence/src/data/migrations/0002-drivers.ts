import type { Kysely } from 'kysely';

/** What moved a share: null for snapshots captured before, and where nothing explains the change. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('snapshots').addColumn('driver', 'jsonb').execute();
}
