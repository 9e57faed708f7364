import type { Scope } from '@tributary/kit/postgres';
import { phraseQuery } from '@tributary/kit/text';
import { sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import type { TopicText } from '../../trending-topics.ts';

/** Maximum number of posts per hour that are read for topics, newest first. */
const MOST_POSTS = 5_000;
/** Maximum number of characters read from a body; see `topics.ts`. */
const LONGEST_BODY = 4_000;

/** Lists the texts of the posts in the hour that begins at `hour`. */
export function listHourTexts(scope: Scope<Tables>, hour: Date): Promise<TopicText[]> {
  return scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where(sql<boolean>`posted_at >= ${hour} and posted_at < ${hour}::timestamptz + interval '1 hour'`)
    .orderBy('posted_at', 'desc')
    .limit(MOST_POSTS)
    .select(['author', 'source', 'title', sql<string>`left(body, ${LONGEST_BODY}::integer)`.as('body')])
    .execute();
}

/**
 * Lists the latest hours, within the 7 days before `before`, in which at least `authors` authors
 * posted, newest first.
 */
export async function listBusyHours(
  scope: Scope<Tables>,
  before: Date,
  { authors, limit }: { authors: number; limit: number },
): Promise<Date[]> {
  const hour = sql<Date>`to_timestamp(floor(extract(epoch from posted_at) / 3600) * 3600)`;
  const rows = await scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where(sql<boolean>`posted_at >= ${before}::timestamptz - interval '7 days' and posted_at < ${before}`)
    .groupBy(hour)
    .having(sql<boolean>`count(distinct author) >= ${authors}::integer`)
    .orderBy(hour, 'desc')
    .limit(limit)
    .select(hour.as('hour'))
    .execute();
  return rows.map((row) => row.hour);
}

/**
 * Counts the posts with each topic in the same hour of each preceding week, last week first. Weeks
 * before the workspace's first post are omitted, since there is no data for them.
 */
export async function countTopics(
  scope: Scope<Tables>,
  topics: readonly string[],
  hour: Date,
  weeks: number,
): Promise<number[][]> {
  if (topics.length === 0) return [];
  const queries = topics.map((topic) => phraseQuery(topic) ?? '');
  const rows = await scope.db
    .with('hours', (db) =>
      db
        .selectFrom('community_posts')
        .where('workspace_id', '=', scope.workspaceId)
        .select(sql<Date | null>`min(posted_at)`.as('first')),
    )
    .selectFrom(
      sql<{ week: number; begin: Date }>`(
        select week, ${hour}::timestamptz - week * interval '7 days' as begin
        from generate_series(1, ${weeks}::integer) as week)`.as('past'),
    )
    .innerJoin('hours', (join) => join.on(sql<boolean>`past.begin + interval '1 hour' > hours.first`))
    .leftJoin('community_posts as post', (join) =>
      join
        .on('post.workspace_id', '=', scope.workspaceId)
        .on(sql<boolean>`post.posted_at >= past.begin and post.posted_at < past.begin + interval '1 hour'`),
    )
    .groupBy('past.week')
    .orderBy('past.week')
    .select(
      sql<number[]>`array[${sql.join(
        queries.map(
          (query) => sql`(count(post.id) filter (where post.search @@ ${query}::tsquery))::integer`,
        ),
      )}]`.as('counts'),
    )
    .execute();
  return topics.map((_, index) => rows.map(({ counts }) => counts[index]!));
}
