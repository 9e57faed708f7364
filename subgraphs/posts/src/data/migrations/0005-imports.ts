import { type Kysely, sql } from 'kysely';

/**
 * Gives imports an owner. Shared rows of X accounts and posts come from X alone from here on; what
 * a workspace imports is its own.
 *
 * Rows that exist do not say where they came from, so none of them stays shared: each workspace
 * that follows an account keeps its own copy of the posts that it could read, under an import that
 * it can undo. X gives its posts again when it is asked next, within the cap of the day.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createImports(db);
  await createImportedPosts(db);
  await ownFollows(db);
  await copyPosts(db);
  await clearShared(db);
}

async function createImports(db: Kysely<unknown>): Promise<void> {
  await sql`create table posts.imports (
    workspace_id uuid not null,
    id uuid not null default gen_random_uuid(),
    kind text not null,
    file text not null,
    subject text not null,
    started_at timestamptz(3) not null default now(),
    finished_at timestamptz(3),
    undone_at timestamptz(3),
    inserted bigint not null default 0,
    updated bigint not null default 0,
    unchanged bigint not null default 0,
    rejected bigint not null default 0,
    constraint imports_pkey primary key (workspace_id, id)
  )`.execute(db);
  await db.schema
    .createIndex('imports_latest')
    .on('imports')
    .columns(['workspace_id', 'started_at desc', 'id desc'])
    .execute();
  await db.schema.alterTable('community_posts').addColumn('import_id', 'uuid').execute();
  await db.schema
    .createIndex('community_posts_import')
    .on('community_posts')
    .columns(['workspace_id', 'import_id'])
    .where(sql.ref('import_id'), 'is not', null)
    .execute();
}

async function createImportedPosts(db: Kysely<unknown>): Promise<void> {
  // The columns of x_posts, its generated one and its defaults included, behind the workspace and
  // the import.
  await sql`create table posts.x_imported_posts (
    workspace_id uuid not null, import_id uuid not null, like posts.x_posts including defaults including generated
  )`.execute(db);
  await sql`alter table posts.x_imported_posts
    alter column id set default nextval('posts.x_posts_id_seq'),
    drop column thread_length,
    add column in_chain boolean not null,
    add constraint x_imported_posts_pkey primary key (workspace_id, post_id)`.execute(db);
  const index = (name: string, columns: string[]) =>
    db.schema
      .createIndex(name)
      .on('x_imported_posts')
      .columns(['workspace_id', ...columns] as never)
      .execute();
  await index('x_imported_posts_newest', ['account_id', 'posted_at desc', 'id desc']);
  await index('x_imported_posts_popular', ['account_id', 'popularity desc', 'id desc']);
  await index('x_imported_posts_conversation', ['conversation_id', 'account_id']);
  await index('x_imported_posts_import', ['import_id']);
  await db.schema
    .createIndex('x_imported_posts_search')
    .on('x_imported_posts')
    .using('gin')
    .columns(['workspace_id', 'account_id', 'search', 'tags'])
    .execute();
}

/**
 * How a workspace spells an account is its own until X has told the spelling; so is when it
 * imported posts of it.
 */
async function ownFollows(db: Kysely<unknown>): Promise<void> {
  await sql`alter table posts.x_follows add column username text, add column imported_at timestamptz(3)`.execute(
    db,
  );
  await sql`update posts.x_follows f
    set username = a.username, imported_at = a.fetched_at
    from posts.x_accounts a where a.id = f.account_id`.execute(db);
  await sql`alter table posts.x_follows alter column username set not null`.execute(db);
  await sql`alter table posts.x_accounts alter column username drop not null`.execute(db);
}

async function copyPosts(db: Kysely<unknown>): Promise<void> {
  await sql`insert into posts.imports (workspace_id, kind, file, subject, finished_at, inserted)
    select f.workspace_id, 'x-posts', 'stored before imports were recorded', '@' || f.username, now(), count(*)
    from posts.x_follows f join posts.x_posts p on p.account_id = f.account_id
    group by f.workspace_id, f.username`.execute(db);
  await sql`insert into posts.x_imported_posts (
      workspace_id, import_id, id, account_id, post_id, content, posted_at, conversation_id, in_reply_to_user,
      in_reply_to_post, quoted_post_id, quoted_content, quoted_username, is_retweet, in_chain, hashtags, mentions, tags,
      urls, media, likes, retweets, replies, views, fetched_at, search)
    select f.workspace_id, i.id, p.id, p.account_id, p.post_id, p.content, p.posted_at, p.conversation_id,
      p.in_reply_to_user, p.in_reply_to_post, p.quoted_post_id, p.quoted_content, p.quoted_username, p.is_retweet,
      not p.is_retweet and coalesce(p.post_id = p.conversation_id or lower(p.in_reply_to_user) = a.folded, false),
      p.hashtags, p.mentions, p.tags, p.urls, p.media, p.likes, p.retweets, p.replies, p.views, p.fetched_at, p.search
    from posts.x_follows f
      join posts.x_accounts a on a.id = f.account_id
      join posts.imports i on i.workspace_id = f.workspace_id and i.subject = '@' || f.username
      join posts.x_posts p on p.account_id = f.account_id`.execute(db);
}

async function clearShared(db: Kysely<unknown>): Promise<void> {
  await sql`delete from posts.x_posts`.execute(db);
  await sql`alter table posts.x_posts drop column thread_length, add column in_chain boolean not null`.execute(
    db,
  );
  await sql`update posts.x_accounts set username = null, fetched_at = null`.execute(db);
}
