import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const TIME = sql`timestamptz(3)`;

const required = (column: ColumnDefinitionBuilder) => column.notNull();

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('recorded')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('type', 'text', required)
    .addColumn('subject', 'text', required)
    .addColumn('payload', 'jsonb', required)
    .addColumn('at', TIME, required)
    .execute();
  await db.schema
    .createTable('events')
    .addColumn('sequence', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('type', 'text', required)
    .addColumn('subject', 'text', required)
    .addColumn('payload', 'jsonb', required)
    .addColumn('at', TIME, required)
    .execute();
  await db.schema
    .createIndex('events_workspace')
    .on('events')
    .columns(['workspace_id', 'sequence'])
    .execute();
}
