import { type Kysely, sql } from 'kysely';

/**
 * Mentions counted by topic, author, brand and country, for each day and each month: one row with
 * arrays, which takes a tenth of the disk of a row for each key and is deleted as cheaply. A period
 * is counted when a chart needs it, so this reads no mention.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  let table = db.schema
    .createTable('key_counts')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('dimension', 'text', (column) => column.notNull())
    .addColumn('period', 'text', (column) => column.notNull())
    .addColumn('starts', 'date', (column) => column.notNull())
    .addColumn('keys', sql`text[]`, (column) => column.notNull())
    .addColumn('sources', sql`text[]`, (column) => column.notNull())
    .addColumn('mentions', sql`integer[]`, (column) => column.notNull());
  for (const sentiment of ['negative', 'neutral', 'positive'])
    table = table.addColumn(sentiment, sql`integer[]`, (column) => column.notNull());
  for (const metric of ['likes', 'comments', 'shares', 'views'])
    table = table.addColumn(metric, sql`bigint[]`, (column) => column.notNull());
  await table
    .addPrimaryKeyConstraint('key_counts_pkey', ['workspace_id', 'period', 'starts', 'dimension'])
    .execute();
}
