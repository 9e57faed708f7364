import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const TIME = sql`timestamptz(3)`;

const required = (column: ColumnDefinitionBuilder) => column.notNull();

export async function up(db: Kysely<unknown>): Promise<void> {
  await createWebhooks(db);
  await createDeliveries(db);
  await createQueue(db);
}

async function createWebhooks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhooks')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('id', 'uuid', required)
    .addColumn('url', 'text', required)
    .addColumn('description', 'text', required)
    .addColumn('types', sql`text[]`)
    .addColumn('secret', 'text', required)
    .addColumn('previous_secret', 'text')
    .addColumn('previous_until', TIME)
    .addColumn('disabled_reason', 'text')
    .addColumn('failing_since', TIME)
    .addColumn('after_sequence', 'bigint', required)
    .addColumn('created_at', TIME, required)
    .addPrimaryKeyConstraint('webhooks_pkey', ['workspace_id', 'id'])
    .execute();
}

async function createDeliveries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('deliveries')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('id', 'uuid', required)
    .addColumn('webhook_id', 'uuid', required)
    // Null for a test, which is no event.
    .addColumn('sequence', 'bigint')
    .addColumn('type', 'text', required)
    .addColumn('status', 'text', required)
    .addColumn('tries', 'integer', required)
    .addColumn('attempts', 'jsonb', required)
    .addColumn('next_attempt_at', TIME)
    .addColumn('created_at', TIME, required)
    .addPrimaryKeyConstraint('deliveries_pkey', ['workspace_id', 'id'])
    .addForeignKeyConstraint(
      'deliveries_webhook',
      ['workspace_id', 'webhook_id'],
      'webhooks',
      ['workspace_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    // A repeated event is the same delivery. Tests have no sequence number and never conflict.
    .addUniqueConstraint('deliveries_event', ['workspace_id', 'webhook_id', 'sequence'])
    .execute();
  await db.schema
    .createIndex('deliveries_newest')
    .on('deliveries')
    .columns(['workspace_id', 'webhook_id', 'created_at', 'id'])
    .execute();
}

async function createQueue(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('queue')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('webhook_id', 'uuid', required)
    .addColumn('delivery_id', 'uuid', required)
    .addColumn('due_at', TIME, required)
    .addColumn('lease', 'uuid')
    .addPrimaryKeyConstraint('queue_pkey', ['workspace_id', 'webhook_id', 'delivery_id'])
    .addForeignKeyConstraint(
      'queue_delivery',
      ['workspace_id', 'delivery_id'],
      'deliveries',
      ['workspace_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
  await db.schema.createIndex('queue_due').on('queue').columns(['due_at']).execute();
  await db.schema
    .createTable('positions')
    .addColumn('reader', 'text', (column) => column.primaryKey())
    .addColumn('sequence', 'bigint', required)
    .execute();
  await sql`insert into notifications.positions values ('webhooks', 0)`.execute(db);
}
