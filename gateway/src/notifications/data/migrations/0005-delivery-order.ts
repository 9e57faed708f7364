import { type Kysely, sql } from 'kysely';

/** Later events of a subject wait while an earlier one is pending. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('deliveries').addColumn('subject', 'text').execute();
  await db.schema
    .createIndex('deliveries_pending')
    .on('deliveries')
    .columns(['workspace_id', 'webhook_id', 'subject', 'sequence'])
    .where(sql<boolean>`status = 'pending'`)
    .execute();
}
