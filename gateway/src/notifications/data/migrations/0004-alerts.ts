import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const TIME = sql`timestamptz(3)`;

const required = (column: ColumnDefinitionBuilder) => column.notNull();

export async function up(db: Kysely<unknown>): Promise<void> {
  await createViews(db);
  await createRules(db);
  await createMessages(db);
  await shareQueue(db);
}

async function createViews(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('views')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('id', 'uuid', required)
    .addColumn('name', 'text', required)
    .addColumn('folded', 'text', required)
    .addColumn('list', 'text', required)
    .addColumn('arguments', 'jsonb', required)
    .addColumn('created_at', TIME, required)
    .addColumn('updated_at', TIME, required)
    .addPrimaryKeyConstraint('views_pkey', ['workspace_id', 'id'])
    .addUniqueConstraint('views_name', ['workspace_id', 'folded'])
    .execute();
}

async function createRules(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('alert_rules')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('id', 'uuid', required)
    .addColumn('name', 'text', required)
    .addColumn('types', sql`text[]`, required)
    .addColumn('trackers', sql`text[]`)
    .addColumn('view_id', 'uuid')
    .addColumn('query', 'text')
    .addColumn('destinations', sql`uuid[]`, required)
    .addColumn('schedule', 'jsonb', required)
    .addColumn('is_enabled', 'boolean', required)
    .addColumn('after_sequence', 'bigint', required)
    .addColumn('last_sent_at', TIME)
    .addColumn('created_at', TIME, required)
    .addPrimaryKeyConstraint('alert_rules_pkey', ['workspace_id', 'id'])
    .addForeignKeyConstraint('alert_rules_view', ['workspace_id', 'view_id'], 'views', ['workspace_id', 'id'])
    .execute();
  await sql`insert into notifications.positions values ('alerts', 0)`.execute(db);
}

async function createMessages(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('alert_messages')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('id', 'uuid', required)
    .addColumn('destination_id', 'uuid', required)
    .addColumn('digest', 'jsonb', required)
    .addColumn('tries', 'integer', required)
    .addColumn('created_at', TIME, required)
    .addPrimaryKeyConstraint('alert_messages_pkey', ['workspace_id', 'id'])
    .addForeignKeyConstraint(
      'alert_messages_destination',
      ['workspace_id', 'destination_id'],
      'destinations',
      ['workspace_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
  await db.schema
    .createIndex('alert_messages_destination')
    .on('alert_messages')
    .columns(['workspace_id', 'destination_id'])
    .execute();
}

/** The queue of webhook deliveries becomes that of every kind of work with a due time. */
async function shareQueue(db: Kysely<unknown>): Promise<void> {
  await sql`alter table notifications.queue
    drop constraint queue_pkey, drop constraint queue_delivery,
    add column work text not null default 'delivery'`.execute(db);
  await sql`alter table notifications.queue alter column work drop default`.execute(db);
  await sql`alter table notifications.queue rename column webhook_id to group_id`.execute(db);
  await sql`alter table notifications.queue rename column delivery_id to item_id`.execute(db);
  await sql`alter table notifications.queue
    add constraint queue_pkey primary key (workspace_id, work, group_id, item_id)`.execute(db);
  await db.schema.dropIndex('queue_due').execute();
  await db.schema.createIndex('queue_due').on('queue').columns(['work', 'due_at']).execute();
}
