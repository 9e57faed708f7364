import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('answers')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('key_id', 'uuid', required)
    .addColumn('route', 'text', required)
    .addColumn('idempotency_key', 'text', required)
    .addColumn('request_hash', 'bytea', required)
    // Whose claim it is: one that was taken over can no longer be answered by who lost it.
    .addColumn('claim', 'uuid', required)
    .addColumn('claimed_until', 'timestamptz(3)', required)
    // Null while the work is under way.
    .addColumn('status', 'smallint')
    .addColumn('body', 'text')
    .addColumn('expires_at', 'timestamptz(3)', required)
    .addPrimaryKeyConstraint('answers_pkey', ['workspace_id', 'key_id', 'route', 'idempotency_key'])
    .addCheckConstraint('answers_whole', sql`(status is null) = (body is null)`)
    .execute();
}
