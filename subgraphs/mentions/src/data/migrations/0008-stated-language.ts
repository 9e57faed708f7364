import type { Kysely } from 'kysely';

/** The language that the source of a mention states. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('mentions').addColumn('stated_language', 'text').execute();
}
