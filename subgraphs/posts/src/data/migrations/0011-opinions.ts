import { type Kysely, sql } from 'kysely';

/** What the language model has judged of a match. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('post_matches').addColumn('opinion', 'jsonb').execute();
  // The newest matches that it has not judged.
  await db.schema
    .createIndex('post_matches_unjudged')
    .on('post_matches')
    .columns(['workspace_id', 'found_at'])
    .where(sql.ref('opinion'), 'is', null)
    .execute();
}
