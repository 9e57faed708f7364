import { type Kysely, sql } from 'kysely';

/**
 * X accounts and their posts are public facts that all workspaces share; which workspace follows
 * which account is its own. Nothing of an account is read but through a follow.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createAccounts(db);
  await createPosts(db);
  await createFollows(db);
}

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('x_accounts')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('username', 'text', (column) => column.notNull())
    // Usernames are the same in upper and lower case.
    .addColumn('folded', 'text', (column) => column.notNull().unique())
    .addColumn('external_id', 'text', (column) => column.unique())
    .addColumn('created_at', 'timestamptz(3)', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('fetched_at', 'timestamptz(3)')
    .execute();
}

async function createPosts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('x_posts')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('account_id', 'bigint', (column) => column.notNull().references('x_accounts.id'))
    .addColumn('post_id', 'text', (column) => column.notNull().unique())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('posted_at', 'timestamptz(3)', (column) => column.notNull())
    .addColumn('conversation_id', 'text')
    .addColumn('in_reply_to_user', 'text')
    .addColumn('in_reply_to_post', 'text')
    .addColumn('quoted_post_id', 'text')
    .addColumn('quoted_content', 'text')
    .addColumn('quoted_username', 'text')
    .addColumn('is_retweet', 'boolean', (column) => column.notNull())
    // Posts of the author's own chain in the conversation; 0 for a post that is in none, see
    // `thread.ts`.
    .addColumn('thread_length', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('hashtags', sql`text[]`, (column) => column.notNull())
    .addColumn('mentions', sql`text[]`, (column) => column.notNull())
    // Hashtags and mentions in lower case, as `#tag` and `@name`: what filters look for.
    .addColumn('tags', sql`text[]`, (column) => column.notNull())
    .addColumn('urls', sql`text[]`, (column) => column.notNull())
    .addColumn('media', 'jsonb', (column) => column.notNull())
    .addColumn('likes', 'bigint')
    .addColumn('retweets', 'bigint')
    .addColumn('replies', 'bigint')
    .addColumn('views', 'bigint')
    .addColumn('fetched_at', 'timestamptz(3)', (column) => column.notNull())
    .addColumn('popularity', 'bigint', (column) =>
      column
        .notNull()
        .generatedAlwaysAs(sql`coalesce(likes, 0) + coalesce(retweets, 0) + coalesce(replies, 0)`)
        .stored(),
    )
    .addColumn('search', sql`tsvector`, (column) => column.notNull())
    .execute();
  const index = (name: string, columns: string[]) =>
    db.schema
      .createIndex(name)
      .on('x_posts')
      .columns(columns as never)
      .execute();
  await index('x_posts_newest', ['account_id', 'posted_at desc', 'id desc']);
  await index('x_posts_popular', ['account_id', 'popularity desc', 'id desc']);
  await index('x_posts_conversation', ['conversation_id', 'account_id']);
  await db.schema
    .createIndex('x_posts_search')
    .on('x_posts')
    .using('gin')
    .columns(['account_id', 'search', 'tags'])
    .execute();
}

async function createFollows(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('x_follows')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    // No foreign key: a tenant's table refers to nothing that is not the tenant's. Accounts are
    // never deleted.
    .addColumn('account_id', 'bigint', (column) => column.notNull())
    .addColumn('followed_at', 'timestamptz(3)', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('x_follows_pkey', ['workspace_id', 'account_id'])
    .execute();
}
