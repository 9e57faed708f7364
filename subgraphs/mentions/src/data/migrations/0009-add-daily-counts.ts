import type { Kysely } from 'kysely';

const EMOTIONS = ['joy', 'sadness', 'anger', 'fear', 'surprise', 'disgust', 'neutral'];

/** Mentions counted by day. A day is counted when a chart needs it, so this reads no mention. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('counted_days')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    .addPrimaryKeyConstraint('counted_days_pkey', ['workspace_id', 'day'])
    .execute();
  let counts = db.schema
    .createTable('daily_counts')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    // Empty without a sentiment.
    .addColumn('sentiment', 'text', (column) => column.notNull())
    .addColumn('mentions', 'bigint', (column) => column.notNull());
  for (const metric of ['likes', 'comments', 'shares', 'views']) counts = counts.addColumn(metric, 'bigint');
  for (const emotion of EMOTIONS)
    counts = counts.addColumn(`emotion_${emotion}`, 'bigint', (column) => column.notNull());
  await counts
    .addPrimaryKeyConstraint('daily_counts_pkey', ['workspace_id', 'day', 'source', 'sentiment'])
    .addForeignKeyConstraint(
      'daily_counts_day',
      ['workspace_id', 'day'],
      'counted_days',
      ['workspace_id', 'day'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
}
