import { type Kysely, sql } from 'kysely';

/** Few mentions have a hook or a call to action: filters by a part of one read only those. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ['hook', 'cta']) {
    await db.schema
      .createIndex(`mentions_${column}`)
      .on('mentions')
      .columns(['workspace_id', 'posted_at', 'id'])
      .where(sql<boolean>`${sql.ref(column)} is not null`)
      .execute();
  }
}
