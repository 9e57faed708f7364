import { keywordQuery, printQuery } from '@tributary/listening';
import { type Kysely, sql } from 'kysely';

const TIME = sql`timestamptz(3)`;

/**
 * Trackers replace tracked keywords; posts have the matches with trackers, people's
 * corrections, and whether their platform has deleted them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTrackers(db);
  await convertKeywords(db);
  await sql`drop table posts.tracked_keywords`.execute(db);
  await extendPosts(db);
  await createMatches(db);
  await createLearning(db);
  await db.schema
    .createTable('sample_streams')
    .addColumn('workspace_id', 'uuid', (column) => column.primaryKey())
    .execute();
}

async function createTrackers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('trackers')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('id', 'uuid', (column) => column.notNull().defaultTo(sql`gen_random_uuid()`))
    .addColumn('name', 'text', (column) => column.notNull())
    // Lower case, so that no two trackers of a workspace have names that look the same.
    .addColumn('folded', 'text', (column) => column.notNull())
    .addColumn('query', 'text', (column) => column.notNull())
    .addColumn('platforms', sql`text[]`)
    .addColumn('languages', sql`text[]`)
    .addColumn('feeds', sql`text[]`, (column) => column.notNull())
    .addColumn('communities', 'jsonb', (column) => column.notNull())
    .addColumn('context', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('created_at', TIME, (column) => column.notNull())
    // Since when its current query is listened for.
    .addColumn('changed_at', TIME, (column) => column.notNull())
    .addPrimaryKeyConstraint('trackers_pkey', ['workspace_id', 'id'])
    .execute();
  // A deleted tracker stays until its matches are deleted; its name is free.
  await db.schema
    .createIndex('trackers_folded')
    .on('trackers')
    .columns(['workspace_id', 'folded'])
    .unique()
    .where(sql.ref('status'), '<>', 'deleted')
    .execute();
}

/** Number of keywords converted at a time. */
const BATCH = 1_000;

interface Keyword {
  readonly workspace_id: string;
  readonly id: string;
  readonly keyword: string;
  readonly folded: string;
  readonly created_at: Date;
}

/**
 * Turns each keyword into a tracker with the same id, whose query is the keyword as a phrase, and
 * listens for it. A keyword without a letter, digit or emoji could not find anything and is
 * dropped.
 */
async function convertKeywords(db: Kysely<unknown>): Promise<void> {
  for (let after: Keyword | undefined, more = true; more; ) {
    const { rows }: { rows: Keyword[] } = await sql<Keyword>`
      select workspace_id, id, keyword, folded, created_at from posts.tracked_keywords
      where ${after === undefined} or (workspace_id, id) > (${after?.workspace_id ?? null}::uuid, ${after?.id ?? null}::uuid)
      order by workspace_id, id limit ${BATCH}`.execute(db);
    await insertTrackers(db, rows);
    after = rows.at(-1);
    more = rows.length === BATCH;
  }
}

async function insertTrackers(db: Kysely<unknown>, keywords: readonly Keyword[]): Promise<void> {
  const rows = keywords.flatMap((each) => {
    const query = keywordQuery(each.keyword);
    return query ? [{ ...each, query: printQuery(query) }] : [];
  });
  const given = sql`json_to_recordset(${JSON.stringify(rows)}::json)
    as given(workspace_id uuid, id uuid, keyword text, folded text, query text, created_at timestamptz)`;
  await sql`insert into posts.trackers
      (workspace_id, id, name, folded, query, feeds, communities, context, status, created_at, changed_at)
    select workspace_id, id, keyword, folded, query, '{}', '[]', '', 'active', created_at, now() from ${given}`.execute(
    db,
  );
  await sql`insert into listening.queries (workspace_id, id, consumer, query, places, active, changed_at)
    select workspace_id, id, 'tracker', query, '{}', true, now() from ${given}
    on conflict do nothing`.execute(db);
}

async function extendPosts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('community_posts')
    .addColumn('deleted_at', TIME)
    .addColumn('marked_relevance', 'text')
    .addColumn('marked_sentiment', 'text')
    // `none` if the post shows no intent.
    .addColumn('marked_intent', 'text')
    .addColumn('marked_at', TIME)
    .addColumn('marked_actor', 'text')
    // Tags of the matches, written with them: `tracker:ID`, `relevance:high`, `tracker:ID:high`.
    .addColumn('match_tags', sql`text[]`, (column) => column.notNull().defaultTo('{}'))
    .execute();
  await sql`alter table posts.community_posts drop column tags`.execute(db);
  await sql`alter table posts.community_posts add column tags text[] not null generated always as (
    array_remove(array[
      'source:' || source,
      'kind:' || kind,
      'intent:' || coalesce(marked_intent, intent),
      'urgency:' || urgency,
      'stage:' || buying_stage,
      'action:' || action,
      'engagement:' || engagement_status,
      'subreddit:' || lower(subreddit),
      'author:' || lower(author),
      'competitor:' || lower(competitor_named),
      'language:' || language
    ], null) || posts.signal_tags(signals) || match_tags
  ) stored`.execute(db);
  await db.schema
    .createIndex('community_posts_tags')
    .on('community_posts')
    .using('gin')
    .columns(['workspace_id', 'tags'])
    .execute();
}

async function createMatches(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('post_matches')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('post_id', 'uuid', (column) => column.notNull())
    .addColumn('tracker_id', 'uuid', (column) => column.notNull())
    .addColumn('spans', 'jsonb', (column) => column.notNull())
    .addColumn('fields', sql`text[]`, (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('found_at', TIME, (column) => column.notNull())
    .addColumn('relevance', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('post_matches_pkey', ['workspace_id', 'post_id', 'tracker_id'])
    .addForeignKeyConstraint(
      'post_matches_post',
      ['workspace_id', 'post_id'],
      'community_posts',
      ['workspace_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
  // The matches of a deleted tracker, and the rate at which a tracker finds posts.
  await db.schema
    .createIndex('post_matches_tracker')
    .on('post_matches')
    .columns(['workspace_id', 'tracker_id', 'found_at'])
    .execute();
}

async function createLearning(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('relevance_examples')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .addColumn('post_id', 'uuid', (column) => column.notNull())
    // Hashes of words and properties, from which the text cannot be read.
    .addColumn('features', sql`integer[]`, (column) => column.notNull())
    // The log-odds of the rules.
    .addColumn('prior', 'double precision', (column) => column.notNull())
    .addColumn('label', 'double precision', (column) => column.notNull())
    .addColumn('marked_at', TIME, (column) => column.notNull())
    .addPrimaryKeyConstraint('relevance_examples_pkey', ['workspace_id', 'post_id'])
    .addForeignKeyConstraint(
      'relevance_examples_post',
      ['workspace_id', 'post_id'],
      'community_posts',
      ['workspace_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
  await db.schema
    .createTable('relevance_models')
    .addColumn('workspace_id', 'uuid', (column) => column.primaryKey())
    .addColumn('features', sql`integer[]`, (column) => column.notNull())
    .addColumn('weights', sql`real[]`, (column) => column.notNull())
    .addColumn('corrections', 'integer', (column) => column.notNull())
    .addColumn('trained_at', TIME, (column) => column.notNull())
    // The training whose result stored matches were judged by.
    .addColumn('applied_at', TIME)
    .execute();
}
