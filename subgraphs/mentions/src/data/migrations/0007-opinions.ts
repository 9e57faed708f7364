import type { Kysely } from 'kysely';

/** What the language model has judged of a mention, with the sentiment of the embedded model. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('mentions').addColumn('opinion', 'jsonb').execute();
}
