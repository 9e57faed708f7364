import { type Kysely, sql } from 'kysely';

/**
 * Charts count posts from this index alone, without the rows. It has no address, which with long
 * names would exceed the size of an index entry; so it is not the index of pages by date.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index community_posts_counts on posts.community_posts (workspace_id, posted_at) include (
    source, kind, intent, marked_intent, urgency, buying_stage, action, competitor_named, author, engagement_status,
    subreddit, score, points, comment_count)`.execute(db);
}
