import { given, type Scope } from '@tributary/kit/postgres';
import { type Phrase, phraseOf, tsqueryOf } from '@tributary/kit/text';
import { sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import type { TopicText } from '../../trending-topics.ts';

/** Maximum number of posts of a window that are read for topics, newest first. */
const MOST_POSTS = 5_000;
/** Maximum number of posts of each earlier window in which topics are counted, newest first. */
const MOST_EARLIER = 1_500;
/** Maximum number of characters read from a body: its subject is at the beginning. */
const LONGEST_BODY = 4_000;

/** A range of time, its end excluded. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

/** Lists the texts of the newest posts within a window. */
export function listTopicTexts(scope: Scope<Tables>, { from, to }: TimeRange): Promise<TopicText[]> {
  return scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where('posted_at', '>=', from)
    .where('posted_at', '<', to)
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

/** Counts of one earlier window: its posts, and those with each topic. */
export interface EarlierCounts {
  readonly posts: number;
  readonly counts: readonly number[];
}

/**
 * Counts the posts with each topic in the same window of each preceding week, last week first,
 * among the newest 1,500 posts of the window. Weeks before the workspace's first post are omitted,
 * since there is no data for them.
 */
export async function countTopics(
  scope: Scope<Tables>,
  topics: readonly string[],
  { from, to }: TimeRange,
  weeks: number,
): Promise<EarlierCounts[]> {
  const begin = sql<Date>`${from}::timestamptz - past.week * interval '7 days'`;
  const end = sql<Date>`${to}::timestamptz - past.week * interval '7 days'`;
  const rows = await scope.db
    .with('oldest', (db) =>
      db
        .selectFrom('community_posts')
        .where('workspace_id', '=', scope.workspaceId)
        .select(sql<Date | null>`min(posted_at)`.as('posted_at')),
    )
    .selectFrom(sql<{ week: number }>`(select generate_series(1, ${weeks}::integer) as week)`.as('past'))
    .innerJoin('oldest', (join) => join.on(sql<boolean>`${end} > oldest.posted_at`))
    .leftJoinLateral(
      (db) =>
        db
          .selectFrom('community_posts')
          .where('workspace_id', '=', scope.workspaceId)
          .where('posted_at', '>=', begin)
          .where('posted_at', '<', end)
          .orderBy('posted_at', 'desc')
          .limit(MOST_EARLIER)
          .select(['id', 'search'])
          .as('post'),
      (join) => join.onTrue(),
    )
    .innerJoinLateral(
      sql<{ lexeme: string }>`unnest(tsvector_to_array(post.search) || ${ANY_POST}::text)`.as<'word'>(
        sql`word(lexeme)`,
      ),
      (join) => join.onTrue(),
    )
    .innerJoin(given(COUNTED, countedOf(topics)), 'given.lexeme', 'word.lexeme')
    .where(sql<boolean>`(given.query is null or post.search @@ given.query)`)
    .groupBy(['past.week', 'given.topic'])
    .orderBy('past.week')
    .select(['past.week', 'given.topic', sql<number>`count(post.id)::integer`.as('posts')])
    .execute();
  return [...Map.groupBy(rows, ({ week }) => week).values()].map((counted) => {
    const postsOf = new Map(counted.map(({ topic, posts }) => [topic as number | null, posts]));
    return { posts: postsOf.get(null) ?? 0, counts: topics.map((_, index) => postsOf.get(index) ?? 0) };
  });
}

/** Counted groups of posts: those with a topic, which is an index, or all if it is null. */
const COUNTED = { topic: 'integer', lexeme: 'text', query: 'tsquery' } as const;

/** A lexeme that no text has; it is added to each post to count them all. */
const ANY_POST = '';

/**
 * Returns the groups to count. A post is looked up by its words, and compared only with the topics
 * that have such a word: comparing each post with each topic takes twice as long. The word of a
 * phrase is the one that the fewest topics have, which is rare in posts too.
 */
function countedOf(topics: readonly string[]) {
  const phrases = topics.map((topic) => phraseOf(topic) ?? []);
  const uses = new Map<string, number>();
  for (const { text } of phrases.flat()) uses.set(text, (uses.get(text) ?? 0) + 1);
  const ofTopics = phrases.flatMap((phrase, topic) => {
    const [rarest] = [...phrase].sort((one, other) => uses.get(one.text)! - uses.get(other.text)!);
    return rarest ? [{ topic, lexeme: rarest.text, query: tsqueryOf(phrase as Phrase) }] : [];
  });
  return [{ topic: null, lexeme: ANY_POST, query: null }, ...ofTopics];
}
