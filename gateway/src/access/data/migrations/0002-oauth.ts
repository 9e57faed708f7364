import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('passwords')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('user_id', 'uuid', required)
    .addColumn('hash', 'text', required)
    .addPrimaryKeyConstraint('passwords_pkey', ['workspace_id', 'user_id'])
    .addForeignKeyConstraint('passwords_user', ['workspace_id', 'user_id'], 'users', ['workspace_id', 'id'])
    .execute();
  await db.schema
    .createTable('oauth_clients')
    .addColumn('client_id', 'text', (column) => column.primaryKey())
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('name', 'text', required)
    .addColumn('redirect_uris', 'jsonb', required)
    .addColumn('scope', 'text', required)
    .addColumn('secret_hash', 'text')
    .addColumn('created_at', 'timestamptz(3)', required)
    .addColumn('revoked_at', 'timestamptz(3)')
    .execute();
  await db.schema
    .createTable('oauth_records')
    .addColumn('model', 'text', required)
    .addColumn('id', 'text', required)
    .addColumn('grant_id', 'text')
    .addColumn('uid', 'text')
    .addColumn('payload', 'jsonb', required)
    .addColumn('expires_at', 'timestamptz(3)', required)
    .addPrimaryKeyConstraint('oauth_records_pkey', ['model', 'id'])
    .execute();
  await db.schema.createIndex('oauth_records_grant').on('oauth_records').column('grant_id').execute();
  await db.schema.createIndex('oauth_records_uid').on('oauth_records').column('uid').execute();
  await db.schema.createIndex('oauth_records_expiry').on('oauth_records').column('expires_at').execute();
  await db.schema
    .createTable('signing_keys')
    .addColumn('kid', 'text', (column) => column.primaryKey())
    .addColumn('sealed', 'text', required)
    .addColumn('created_at', 'timestamptz(3)', required)
    .execute();
}
