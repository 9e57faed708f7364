import { type Kysely, sql } from 'kysely';

/**
 * What users filter and sort by, each answered from an index; and who recorded an engagement
 * status, and when.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('community_posts')
    .addColumn('engagement_at', 'timestamptz(3)')
    .addColumn('engagement_actor', 'text')
    .execute();
  await createTags(db);
  // Read in both directions. The id makes the order total, so that a page can begin behind any row.
  await index(db, 'score', ['workspace_id', 'score', 'posted_at', 'id']);
  await index(db, 'points', ['workspace_id', 'points', 'posted_at', 'id']);
  // The inbox: in a workspace that keeps up, few of the posts are still to be handled.
  const unhandled = [
    ['unhandled_newest', ['workspace_id', 'posted_at desc', 'url', 'id']],
    ['unhandled_score', ['workspace_id', 'score', 'posted_at', 'id']],
  ] as const;
  for (const [name, columns] of unhandled)
    await db.schema
      .createIndex(`community_posts_${name}`)
      .on('community_posts')
      .columns([...columns])
      .where(sql.ref('engagement_status'), 'is', null)
      .execute();
}

/**
 * One column for all conditions on a set of values, kept by PostgreSQL from the columns that hold
 * the values: no writer can forget it. Any combination of them is one look-up in one index.
 */
async function createTags(db: Kysely<unknown>): Promise<void> {
  await sql`create function posts.signal_tags(signals jsonb) returns text[] language sql immutable parallel safe
    return array(select 'signal:' || lower(signal ->> 'name') from jsonb_array_elements(signals) signal)`.execute(
    db,
  );
  await sql`alter table posts.community_posts add column tags text[] not null generated always as (
    array_remove(array[
      'source:' || source,
      'kind:' || kind,
      'intent:' || intent,
      'urgency:' || urgency,
      'stage:' || buying_stage,
      'action:' || action,
      'engagement:' || engagement_status,
      'subreddit:' || lower(subreddit),
      'author:' || lower(author),
      'competitor:' || lower(competitor_named)
    ], null) || posts.signal_tags(signals)
  ) stored`.execute(db);
  await db.schema
    .createIndex('community_posts_tags')
    .on('community_posts')
    .using('gin')
    .columns(['workspace_id', 'tags'])
    .execute();
}

async function index(db: Kysely<unknown>, name: string, columns: string[]): Promise<void> {
  await db.schema.createIndex(`community_posts_${name}`).on('community_posts').columns(columns).execute();
}
