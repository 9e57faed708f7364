import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const TIME = sql`timestamptz(3)`;

const required = (column: ColumnDefinitionBuilder) => column.notNull();

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('destinations')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('id', 'uuid', required)
    .addColumn('kind', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('account', 'text', required)
    .addColumn('credentials', 'text', required)
    .addColumn('disabled_reason', 'text')
    .addColumn('last_error', 'text')
    .addColumn('created_at', TIME, required)
    .addPrimaryKeyConstraint('destinations_pkey', ['workspace_id', 'id'])
    .execute();
}
