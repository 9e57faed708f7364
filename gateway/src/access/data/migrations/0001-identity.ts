import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const id = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(sql`gen_random_uuid()`);
const now = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(sql`now()`);

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('workspaces')
    .addColumn('workspace_id', 'uuid', (column) => id(column).primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'timestamptz(3)', now)
    .execute();
  await db.schema
    .createTable('users')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('id', 'uuid', id)
    .addColumn('email', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('created_at', 'timestamptz(3)', now)
    .addPrimaryKeyConstraint('users_pkey', ['workspace_id', 'id'])
    .addUniqueConstraint('users_email', ['workspace_id', 'email'])
    .execute();
  await db.schema
    .createTable('api_keys')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('id', 'uuid', id)
    .addColumn('user_id', 'uuid')
    .addColumn('prefix', 'text', required)
    .addColumn('products', sql`text[]`, required)
    .addColumn('scopes', sql`text[]`)
    .addColumn('created_at', 'timestamptz(3)', now)
    .addColumn('expires_at', 'timestamptz(3)')
    .addColumn('revoked_at', 'timestamptz(3)')
    .addColumn('last_used_at', 'timestamptz(3)')
    .addPrimaryKeyConstraint('api_keys_pkey', ['workspace_id', 'id'])
    .addForeignKeyConstraint('api_keys_user', ['workspace_id', 'user_id'], 'users', ['workspace_id', 'id'])
    .execute();
  await db.schema
    .createTable('key_hashes')
    .addColumn('hash', 'bytea', (column) => column.primaryKey())
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('key_id', 'uuid', required)
    .execute();
  await db.schema
    .createTable('plans')
    .addColumn('workspace_id', 'uuid', required)
    .addColumn('product', 'text', required)
    .addColumn('plan', 'text', required)
    .addPrimaryKeyConstraint('plans_pkey', ['workspace_id', 'product'])
    .execute();
}
