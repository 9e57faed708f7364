import type { CreateTableBuilder, Kysely } from 'kysely';

/**
 * Answers and history of live sources are everybody's; those of a catalogue are its workspace's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await answers(db.schema.createTable('answers')).addPrimaryKeyConstraint('answers_pkey', ['key']).execute();
  await answers(db.schema.createTable('catalogue_answers'))
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addPrimaryKeyConstraint('catalogue_answers_pkey', ['workspace_id', 'key'])
    .execute();
  const subject = ['kind', 'platform', 'subject', 'at'] as const;
  await history(db.schema.createTable('history'))
    .addPrimaryKeyConstraint('history_pkey', [...subject])
    .execute();
  await history(db.schema.createTable('catalogue_history'))
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addPrimaryKeyConstraint('catalogue_history_pkey', ['workspace_id', ...subject])
    .execute();
  // Which answers are too old even to be served stale.
  await db.schema.createIndex('answers_age').on('answers').column('kept_at').execute();
  await db.schema
    .createIndex('catalogue_answers_age')
    .on('catalogue_answers')
    .columns(['workspace_id', 'kept_at'])
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: a table under construction, whatever it is
type Table = CreateTableBuilder<any, any>;

function answers(table: Table): Table {
  return table
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('facts', 'jsonb', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('fetched_at', 'timestamptz(3)', (column) => column.notNull())
    .addColumn('kept_at', 'timestamptz(3)', (column) => column.notNull());
}

function history(table: Table): Table {
  return table
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('at', 'timestamptz(3)', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('followers', 'bigint')
    .addColumn('following', 'bigint')
    .addColumn('posts_count', 'bigint')
    .addColumn('views', 'bigint')
    .addColumn('likes', 'bigint')
    .addColumn('comments', 'bigint')
    .addColumn('shares', 'bigint');
}
