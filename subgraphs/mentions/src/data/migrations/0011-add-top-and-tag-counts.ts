import { type Kysely, sql } from 'kysely';

const SENTIMENTS = ['negative', 'neutral', 'positive'];
const METRICS = ['likes', 'comments', 'shares', 'views'];
const EMOTIONS = ['joy', 'sadness', 'anger', 'fear', 'surprise', 'disgust', 'neutral'].map(
  (emotion) => `emotion_${emotion}`,
);

/**
 * Mentions counted by day and tag, the emotions of counted keys, and the most frequent keys of
 * several months. Days and months that are counted already lack them until they are counted again,
 * so this reads no mention.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('counted_days')
    .addColumn('has_tags', 'boolean', (column) => column.notNull().defaultTo(false))
    .execute();
  await createTagCounts(db);
  for (const emotion of EMOTIONS)
    await db.schema.alterTable('key_counts').addColumn(emotion, sql`integer[]`).execute();
  await db.schema.alterTable('key_counts').addColumn('version', 'uuid').execute();
  await createTopCounts(db);
}

async function createTagCounts(db: Kysely<unknown>): Promise<void> {
  let table = db.schema
    .createTable('tag_counts')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('tag', 'text', (column) => column.notNull());
  for (const count of ['mentions', ...SENTIMENTS, ...EMOTIONS])
    table = table.addColumn(count, 'integer', (column) => column.notNull());
  for (const metric of METRICS) table = table.addColumn(metric, 'bigint');
  await table
    .addPrimaryKeyConstraint('tag_counts_pkey', ['workspace_id', 'tag', 'day'])
    .addForeignKeyConstraint(
      'tag_counts_day',
      ['workspace_id', 'day'],
      'counted_days',
      ['workspace_id', 'day'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
  // Deletes the counts of a day.
  await db.schema.createIndex('tag_counts_day').on('tag_counts').columns(['workspace_id', 'day']).execute();
}

async function createTopCounts(db: Kysely<unknown>): Promise<void> {
  let table = db.schema
    .createTable('top_counts')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('dimension', 'text', (column) => column.notNull())
    .addColumn('starts', 'date', (column) => column.notNull())
    .addColumn('ends', 'date', (column) => column.notNull())
    .addColumn('versions', sql`uuid[]`, (column) => column.notNull())
    .addColumn('others', 'integer', (column) => column.notNull())
    .addColumn('counted_at', 'timestamptz', (column) => column.notNull())
    .addColumn('keys', sql`text[]`, (column) => column.notNull())
    .addColumn('sources', sql`text[]`, (column) => column.notNull());
  for (const count of ['mentions', ...SENTIMENTS, ...EMOTIONS])
    table = table.addColumn(count, sql`integer[]`, (column) => column.notNull());
  for (const metric of METRICS) table = table.addColumn(metric, sql`bigint[]`, (column) => column.notNull());
  await table
    .addPrimaryKeyConstraint('top_counts_pkey', ['workspace_id', 'dimension', 'starts', 'ends'])
    .execute();
}
