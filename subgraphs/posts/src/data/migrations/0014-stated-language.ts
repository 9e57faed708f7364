import type { Kysely } from 'kysely';

/** The language that the platform or an import states. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('community_posts').addColumn('stated_language', 'text').execute();
}
