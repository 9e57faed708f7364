import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('windows')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('key_id', 'uuid', required)
    .addColumn('bucket', 'text', required)
    .addColumn('starts_at', 'timestamptz(3)', required)
    .addColumn('used', 'integer', required)
    // What the last statement was granted and asked under: how one round trip tells each asker its
    // answer.
    .addColumn('granted', 'integer', required)
    .addColumn('max', 'integer', required)
    .addPrimaryKeyConstraint('windows_pkey', ['workspace_id', 'key_id', 'bucket'])
    // Rows are rewritten all the time and never grow: room on each page keeps updates off the
    // index.
    .modifyEnd(sql`with (fillfactor = 50)`)
    .execute();
}
