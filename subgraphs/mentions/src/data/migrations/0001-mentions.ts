import { type CreateTableBuilder, type Kysely, sql } from 'kysely';

/** Ids are compared byte by byte: faster than by a locale, and the same everywhere. */
const ID = sql`text collate "C"`;
const TIME = sql`timestamptz(3)`;

export async function up(db: Kysely<unknown>): Promise<void> {
  // GIN over (workspace_id, …): the workspace leads every index.
  await sql`create extension if not exists btree_gin`.execute(db);
  await createDatasets(db);
  await createRuns(db);
  await createMentions(db);
  await createSortIndexes(db);
  await createFilterIndexes(db);
  await createReadings(db);
  await createSmallTables(db);
  await createSecrets(db);
}

async function createDatasets(db: Kysely<unknown>): Promise<void> {
  await tenantTable(db, 'datasets')
    .addColumn('id', ID, (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('brands', 'jsonb', (column) => column.notNull())
    .addColumn('mentions_count', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('created_at', TIME, (column) => column.notNull())
    .addColumn('updated_at', TIME, (column) => column.notNull())
    .addColumn('deleted_at', TIME)
    .addColumn('swept_at', TIME)
    .addPrimaryKeyConstraint('datasets_pkey', ['workspace_id', 'id'])
    .execute();
  await index(db, 'datasets', 'created', ['workspace_id', 'created_at', 'id']);
  await index(db, 'datasets', 'name', ['workspace_id', 'name']);
}

async function createRuns(db: Kysely<unknown>): Promise<void> {
  await tenantTable(db, 'runs')
    .addColumn('id', ID, (column) => column.notNull())
    .addColumn('dataset_id', ID, (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('steps', 'jsonb', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('source', 'text')
    .addColumn('comments_per_post', 'integer', (column) => column.notNull())
    .addColumn('analysis', 'boolean', (column) => column.notNull())
    .addColumn('mentions_count', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('rejected_count', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('error', 'text')
    .addColumn('created_at', TIME, (column) => column.notNull())
    .addColumn('started_at', TIME)
    .addColumn('finished_at', TIME)
    .addPrimaryKeyConstraint('runs_pkey', ['workspace_id', 'id'])
    .execute();
  await index(db, 'runs', 'newest', ['workspace_id', 'dataset_id', 'created_at', 'id']);
  await tenantTable(db, 'run_inputs')
    .addColumn('run_id', ID, (column) => column.notNull())
    .addColumn('ndjson', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('run_inputs_pkey', ['workspace_id', 'run_id'])
    .execute();
}

async function createMentions(db: Kysely<unknown>): Promise<void> {
  await tenantTable(db, 'mentions')
    .addColumn('id', ID, (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('external_id', ID, (column) => column.notNull())
    .addColumn('url', 'text')
    .addColumn('title', 'text')
    .addColumn('text', 'text')
    .addColumn('author', 'jsonb')
    .addColumn('media', 'jsonb')
    .addColumn('views', 'bigint')
    .addColumn('views_estimated', 'boolean')
    .addColumn('likes', 'bigint')
    .addColumn('num_comments', 'bigint')
    .addColumn('shares', 'bigint')
    .addColumn('engagement_rate', sql`numeric(20,3)`)
    .addColumn('country_code', 'text')
    .addColumn('category', 'text')
    .addColumn('narrative_structure', 'text')
    .addColumn('comments', 'jsonb')
    .addColumn('posted_at', TIME, (column) => column.notNull())
    .addColumn('dataset_run_at', TIME, (column) => column.notNull())
    .addColumn('dataset_ids', sql`text[]`, (column) => column.notNull())
    .addColumn('collection_ids', sql`text[]`, (column) => column.notNull())
    .addColumn('sentiment', 'jsonb')
    .addColumn('sentiment_score', sql`numeric(3,2)`)
    .addColumn('emotions', 'jsonb')
    .addColumn('intention', 'text')
    .addColumn('tone', 'text')
    .addColumn('hook', 'text')
    .addColumn('cta', 'text')
    .addColumn('topics', sql`text[]`)
    .addColumn('questions', sql`text[]`)
    .addColumn('brands', sql`text[]`)
    .addColumn('entities', sql`text[]`)
    .addColumn('analysis_version', 'integer')
    .addColumn('views_change', 'double precision')
    .addColumn('likes_change', 'double precision')
    .addColumn('comments_change', 'double precision')
    .addColumn('engagement_rate_change', 'double precision')
    .addColumn('tags', sql`text[]`, (column) => column.notNull())
    .addColumn('search', sql`tsvector`, (column) => column.notNull())
    .addPrimaryKeyConstraint('mentions_pkey', ['workspace_id', 'id'])
    .addUniqueConstraint('mentions_identity', ['workspace_id', 'source', 'external_id'])
    .execute();
}

/**
 * One index serves both orders: what has no value is read by a query of its own, after what has
 * one.
 */
async function createSortIndexes(db: Kysely<unknown>): Promise<void> {
  const sorts = [
    'posted_at',
    'dataset_run_at',
    'likes',
    'views',
    'num_comments',
    'shares',
    'engagement_rate',
    'sentiment_score',
  ];
  for (const column of sorts) await index(db, 'mentions', column, ['workspace_id', column, 'id']);
}

async function createFilterIndexes(db: Kysely<unknown>): Promise<void> {
  for (const column of ['tags', 'search']) {
    await db.schema
      .createIndex(`mentions_${column}`)
      .on('mentions')
      .using('gin')
      .columns(['workspace_id', column])
      .execute();
  }
  // Most mentions were seen by one run only and have no change.
  for (const metric of ['views', 'likes', 'comments', 'engagement_rate']) {
    const column = `${metric}_change`;
    await db.schema
      .createIndex(`mentions_${column}`)
      .on('mentions')
      .columns(['workspace_id', column])
      .where(sql<boolean>`${sql.ref(column)} is not null`)
      .execute();
  }
  // Which mentions an upgrade has to analyse again, found without reading the others.
  await index(db, 'mentions', 'version', ['workspace_id', 'analysis_version']);
}

async function createReadings(db: Kysely<unknown>): Promise<void> {
  await tenantTable(db, 'metric_readings')
    .addColumn('mention_id', ID, (column) => column.notNull())
    .addColumn('run_id', ID, (column) => column.notNull())
    .addColumn('run_at', TIME, (column) => column.notNull())
    .addColumn('views', 'bigint')
    .addColumn('likes', 'bigint')
    .addColumn('comments', 'bigint')
    .addColumn('shares', 'bigint')
    .addPrimaryKeyConstraint('metric_readings_pkey', ['workspace_id', 'mention_id', 'run_id'])
    .execute();
}

async function createSmallTables(db: Kysely<unknown>): Promise<void> {
  await tenantTable(db, 'brand_names')
    .addColumn('folded', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('brand_names_pkey', ['workspace_id', 'folded'])
    .execute();
  await tenantTable(db, 'collections')
    .addColumn('id', ID, (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', TIME, (column) => column.notNull())
    .addPrimaryKeyConstraint('collections_pkey', ['workspace_id', 'id'])
    .execute();
}

/** What signs cursors: made once, so that every process and every restart has the same. */
async function createSecrets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('secrets')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await sql`insert into ${sql.table('mentions.secrets')} (name, value)
    values ('cursor', gen_random_uuid()::text || gen_random_uuid()::text)`.execute(db);
}

function tenantTable(db: Kysely<unknown>, name: string): CreateTableBuilder<string, 'workspace_id'> {
  return db.schema.createTable(name).addColumn('workspace_id', 'uuid', (column) => column.notNull());
}

async function index(db: Kysely<unknown>, table: string, name: string, columns: string[]): Promise<void> {
  await db.schema.createIndex(`${table}_${name}`).on(table).columns(columns).execute();
}
