import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('operations')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('signature', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('coordinates', sql`text[]`, required)
    .addColumn('used_at', 'timestamptz(3)', required)
    .addPrimaryKeyConstraint('operations_pkey', ['workspace_id', 'signature'])
    .execute();
  await db.schema
    .createTable('counts')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('hour', 'timestamptz(3)', required)
    .addColumn('signature', 'text', required)
    .addColumn('client', 'text', required)
    .addColumn('version', 'text', required)
    .addColumn('requests', 'bigint', required)
    .addColumn('failures', 'bigint', required)
    .addPrimaryKeyConstraint('counts_pkey', ['workspace_id', 'hour', 'signature', 'client', 'version'])
    .execute();
}
