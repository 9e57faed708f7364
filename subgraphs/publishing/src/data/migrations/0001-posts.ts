import { type Kysely, sql } from 'kysely';

/** Ids are compared byte by byte: faster than by a locale, and the same everywhere. */
const ID = sql`text collate "C"`;
const TIME = sql`timestamptz(3)`;

export async function up(db: Kysely<unknown>): Promise<void> {
  await createAccounts(db);
  await createPosts(db);
  await createTargets(db);
  await createDeliveries(db);
  await createHistories(db);
}

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('connected_accounts')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', ID, (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('external_id', 'text', (column) => column.notNull())
    .addColumn('handle', 'text', (column) => column.notNull())
    .addColumn('display_name', 'text')
    .addColumn('avatar_url', 'text')
    .addColumn('profile_url', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('credentials', 'text')
    .addColumn('connected_at', TIME, (column) => column.notNull())
    .addPrimaryKeyConstraint('connected_accounts_pkey', ['workspace_id', 'id'])
    .addUniqueConstraint('connected_accounts_external', ['workspace_id', 'platform', 'external_id'])
    .execute();
}

async function createPosts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('posts')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', ID, (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('media_ids', sql`text[]`, (column) => column.notNull())
    .addColumn('reply_to_type', 'text')
    .addColumn('reply_to_id', 'text')
    .addColumn('scheduled_at', TIME)
    .addColumn('published_at', TIME)
    .addColumn('created_at', TIME, (column) => column.notNull())
    .addColumn('updated_at', TIME, (column) => column.notNull())
    .addPrimaryKeyConstraint('posts_pkey', ['workspace_id', 'id'])
    .execute();
  await db.schema
    .createIndex('posts_newest')
    .on('posts')
    .columns(['workspace_id', 'created_at desc', 'id desc'])
    .execute();
  await db.schema
    .createIndex('posts_published')
    .on('posts')
    .columns(['workspace_id', 'published_at'])
    .where('published_at', 'is not', null)
    .execute();
  await db.schema
    .createIndex('posts_replies')
    .on('posts')
    .columns(['workspace_id', 'reply_to_type', 'reply_to_id'])
    .where('reply_to_id', 'is not', null)
    .execute();
}

async function createTargets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('targets')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('post_id', ID, (column) => column.notNull())
    .addColumn('account_id', ID, (column) => column.notNull())
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('phase', 'text')
    .addColumn('reference', 'text')
    .addColumn('started_at', TIME)
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('url', 'text')
    .addColumn('external_id', 'text')
    .addColumn('error_code', 'text')
    .addColumn('error_message', 'text')
    .addColumn('published_at', TIME)
    .addPrimaryKeyConstraint('targets_pkey', ['workspace_id', 'post_id', 'account_id'])
    .addForeignKeyConstraint(
      'targets_post',
      ['workspace_id', 'post_id'],
      'posts',
      ['workspace_id', 'id'],
      (key) => key.onDelete('cascade'),
    )
    .addForeignKeyConstraint('targets_account', ['workspace_id', 'account_id'], 'connected_accounts', [
      'workspace_id',
      'id',
    ])
    .execute();
  await db.schema
    .createIndex('targets_by_account')
    .on('targets')
    .columns(['workspace_id', 'account_id'])
    .execute();
}

/**
 * What is to be done, whosever it is: the one table that workers look through, so time leads its
 * index. A row is there as long as there is something to do for its target.
 */
async function createDeliveries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('deliveries')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('post_id', ID, (column) => column.notNull())
    .addColumn('account_id', ID, (column) => column.notNull())
    .addColumn('due_at', TIME, (column) => column.notNull())
    .addColumn('lease', 'uuid')
    .addPrimaryKeyConstraint('deliveries_pkey', ['workspace_id', 'post_id', 'account_id'])
    .addForeignKeyConstraint(
      'deliveries_target',
      ['workspace_id', 'post_id', 'account_id'],
      'targets',
      ['workspace_id', 'post_id', 'account_id'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
  await db.schema.createIndex('deliveries_due').on('deliveries').column('due_at').execute();
}

async function createHistories(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('post_audit')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('post_id', ID, (column) => column.notNull())
    .addColumn('number', 'bigint', (column) => column.notNull().generatedAlwaysAsIdentity())
    .addColumn('at', TIME, (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('account_id', ID)
    .addColumn('from_status', 'text')
    .addColumn('to_status', 'text')
    .addColumn('detail', 'text')
    .addPrimaryKeyConstraint('post_audit_pkey', ['workspace_id', 'post_id', 'number'])
    .execute();
  await db.schema
    .createTable('target_readings')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('post_id', ID, (column) => column.notNull())
    .addColumn('account_id', ID, (column) => column.notNull())
    .addColumn('fetched_at', TIME, (column) => column.notNull())
    .addColumn('impressions', 'bigint')
    .addColumn('likes', 'bigint')
    .addColumn('comments', 'bigint')
    .addColumn('shares', 'bigint')
    .addPrimaryKeyConstraint('target_readings_pkey', ['workspace_id', 'post_id', 'account_id', 'fetched_at'])
    .addForeignKeyConstraint(
      'target_readings_target',
      ['workspace_id', 'post_id', 'account_id'],
      'targets',
      ['workspace_id', 'post_id', 'account_id'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
}
