import { searchVector } from '@tributary/kit/text';
import { type Kysely, sql } from 'kysely';

/** Posts that are written at once when their search vectors are filled in. */
const BATCH = 500;

/** What users filter and sort posts and files by: tags, words, status, times. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists btree_gin`.execute(db);
  await sql`alter table publishing.posts
    add column tags text[] not null default '{}',
    add column search tsvector not null default ''`.execute(db);
  await fillSearch(db);
  await sql`alter table publishing.posts alter column search drop default`.execute(db);
  await db.schema
    .createIndex('posts_selected')
    .on('posts')
    .using('gin')
    .columns(['workspace_id', 'search', 'tags'])
    .execute();
  await index(db, 'posts', 'status', ['workspace_id', 'status', 'created_at', 'id']);
  await index(db, 'posts', 'scheduled', ['workspace_id', 'scheduled_at', 'id']);
  // Instead of one that had no total order.
  await db.schema.dropIndex('posts_published').execute();
  await index(db, 'posts', 'published', ['workspace_id', 'published_at', 'id']);
  await db.schema.dropIndex('targets_by_account').execute();
  await index(db, 'targets', 'by_account', ['workspace_id', 'account_id', 'post_id']);
  await index(db, 'media_assets', 'newest', ['workspace_id', 'created_at', 'id']);
}

async function index(db: Kysely<unknown>, table: string, name: string, columns: string[]): Promise<void> {
  await db.schema.createIndex(`${table}_${name}`).on(table).columns(columns).execute();
}

interface Row {
  workspace_id: string;
  id: string;
  body: string;
  thread: string[];
}

async function fillSearch(db: Kysely<unknown>): Promise<void> {
  for (let last: Row | undefined, more = true; more; ) {
    const after = last ? sql`where (workspace_id, id) > (${last.workspace_id}::uuid, ${last.id})` : sql``;
    const { rows } = await sql<Row>`select workspace_id, id, body, thread from publishing.posts ${after}
      order by workspace_id, id limit ${BATCH}`.execute(db);
    for (const { workspace_id, id, body, thread } of rows)
      await sql`update publishing.posts set search = ${searchVector('', [body, ...thread].join('\n'))}::tsvector
        where workspace_id = ${workspace_id}::uuid and id = ${id}`.execute(db);
    last = rows.at(-1);
    more = rows.length === BATCH;
  }
}
