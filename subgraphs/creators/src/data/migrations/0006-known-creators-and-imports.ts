import { searchVector } from '@tributary/kit/text';
import { type Kysely, sql } from 'kysely';

/** Creators that are written at once. */
const BATCH = 500;

/**
 * Imports get a record and can be taken back; creators that a workspace imported or looked up can
 * be listed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createImports(db);
  await createKnownCreators(db);
}

async function createImports(db: Kysely<unknown>): Promise<void> {
  await sql`create table creators.imports (
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
  await index(db, 'imports', 'latest', ['workspace_id', 'started_at', 'id']);
  for (const table of ['catalogue_creators', 'catalogue_posts', 'catalogue_history']) {
    await db.schema.alterTable(table).addColumn('import_id', 'uuid').execute();
    await db.schema
      .createIndex(`${table}_import`)
      .on(table)
      .columns(['workspace_id', 'import_id'])
      .where(sql.ref('import_id'), 'is not', null)
      .execute();
  }
}

async function createKnownCreators(db: Kysely<unknown>): Promise<void> {
  await sql`create table creators.known_creators (
    workspace_id uuid not null,
    platform text not null,
    creator text not null,
    username text not null,
    full_name text,
    followers bigint,
    added_at timestamptz(3) not null,
    looked_up_at timestamptz(3),
    imported_at timestamptz(3),
    import_id uuid,
    search tsvector not null,
    constraint known_creators_pkey primary key (workspace_id, platform, creator)
  )`.execute(db);
  for (const column of ['added_at', 'looked_up_at', 'followers'])
    await index(db, 'known_creators', column, ['workspace_id', column, 'platform', 'creator']);
  await db.schema
    .createIndex('known_creators_import')
    .on('known_creators')
    .columns(['workspace_id', 'import_id'])
    .where(sql.ref('import_id'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('known_creators_search')
    .on('known_creators')
    .using('gin')
    .columns(['workspace_id', 'search'])
    .execute();
  await copyCatalogue(db);
}

interface Row {
  workspace_id: string;
  platform: string;
  creator: string;
  username: string;
  full_name: string | null;
}

async function copyCatalogue(db: Kysely<unknown>): Promise<void> {
  for (let last: Row | undefined, more = true; more; ) {
    const after = last
      ? sql`where (workspace_id, platform, creator) > (${last.workspace_id}::uuid, ${last.platform}, ${last.creator})`
      : sql``;
    const { rows } = await sql<Row>`select workspace_id, platform, creator, username, full_name
      from creators.catalogue_creators ${after} order by workspace_id, platform, creator limit ${BATCH}`.execute(
      db,
    );
    for (const { workspace_id, platform, creator, username, full_name } of rows)
      await sql`insert into creators.known_creators
          (workspace_id, platform, creator, username, full_name, followers, added_at, imported_at, search)
        select workspace_id, platform, creator, username, full_name, followers, measured_at, measured_at,
          ${searchVector(username, full_name ?? '')}::tsvector
        from creators.catalogue_creators
        where workspace_id = ${workspace_id}::uuid and platform = ${platform} and creator = ${creator}`.execute(
        db,
      );
    last = rows.at(-1);
    more = rows.length === BATCH;
  }
}

async function index(db: Kysely<unknown>, table: string, name: string, columns: string[]): Promise<void> {
  await db.schema.createIndex(`${table}_${name}`).on(table).columns(columns).execute();
}
