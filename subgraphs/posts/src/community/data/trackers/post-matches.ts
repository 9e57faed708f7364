import { given, type Scope } from '@tributary/kit/postgres';
import type { MatchedSpan, Origin } from '@tributary/listening';
import { sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import type { Opinion, Relevance } from '../../relevance/index.ts';

/** Why a tracker found a post, and how relevant it is. */
export interface PostMatch {
  readonly postId: string;
  readonly trackerId: string;
  readonly spans: readonly MatchedSpan[];
  readonly fields: readonly string[];
  readonly origin: Origin;
  readonly foundAt: Date;
  readonly relevance: Relevance;
  readonly reason: string;
  /** What the language model has judged; null before it has. */
  readonly opinion: Opinion | null;
}

const COLUMNS = {
  post_id: 'uuid',
  tracker_id: 'uuid',
  spans: 'jsonb',
  fields: 'jsonb',
  origin: 'text',
  found_at: 'timestamptz',
  relevance: 'text',
  reason: 'text',
  opinion: 'jsonb',
} as const;

/**
 * Stores matches and the filter tags of their posts. A match that is known keeps its time and
 * origin. Returns those that are new.
 */
export async function upsertPostMatches(
  scope: Scope<Tables>,
  matches: readonly PostMatch[],
): Promise<PostMatch[]> {
  if (matches.length === 0) return [];
  const byKey = new Map(matches.map((match) => [`${match.postId} ${match.trackerId}`, match]));
  const rows = [...byKey.values()].map((match) => ({
    post_id: match.postId,
    tracker_id: match.trackerId,
    spans: match.spans,
    fields: match.fields,
    origin: match.origin,
    found_at: match.foundAt,
    relevance: match.relevance,
    reason: match.reason,
    opinion: match.opinion,
  }));
  const written = await scope.db
    .insertInto('post_matches')
    .columns([
      'workspace_id',
      'post_id',
      'tracker_id',
      'spans',
      'fields',
      'origin',
      'found_at',
      'relevance',
      'reason',
      'opinion',
    ])
    .expression(
      scope.db
        .selectFrom(given(COLUMNS, rows))
        .select([
          sql<string>`${scope.workspaceId}::uuid`.as('workspace_id'),
          'post_id',
          'tracker_id',
          'spans',
          sql<string[]>`array(select jsonb_array_elements_text(fields))`.as('fields'),
          'origin',
          'found_at',
          'relevance',
          'reason',
          'opinion',
        ]),
    )
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'post_id', 'tracker_id']).doUpdateSet((eb) => ({
        spans: eb.ref('excluded.spans'),
        fields: eb.ref('excluded.fields'),
        relevance: eb.ref('excluded.relevance'),
        reason: eb.ref('excluded.reason'),
        opinion: eb.ref('excluded.opinion'),
      })),
    )
    .returning(['post_id', 'tracker_id', sql<boolean>`xmax = 0`.as('is_new')])
    .execute();
  await writeMatchTags(
    scope,
    rows.map(({ post_id }) => post_id),
  );
  return written.flatMap(({ post_id, tracker_id, is_new }) =>
    is_new ? [byKey.get(`${post_id} ${tracker_id}`)!] : [],
  );
}

/**
 * Writes the filter tags of posts from their matches and corrections. A corrected relevance counts
 * for every tracker.
 */
export async function writeMatchTags(scope: Scope<Tables>, postIds: readonly string[]): Promise<void> {
  const relevance = sql`coalesce(community_posts.marked_relevance, m.relevance)`;
  const tags = sql<string[]>`array(
    select distinct tag
    from posts.post_matches m, unnest(array[
      'tracker:' || m.tracker_id,
      'relevance:' || ${relevance},
      'tracker:' || m.tracker_id || ':' || ${relevance}
    ]) tag
    where m.workspace_id = ${scope.workspaceId} and m.post_id = community_posts.id
    union
    select 'relevance:' || community_posts.marked_relevance
    where community_posts.marked_relevance is not null
    order by 1)`;
  await scope.db
    .updateTable('community_posts')
    .set({ match_tags: tags })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', sql<string>`any(${postIds}::uuid[])`)
    .where(sql<boolean>`(match_tags is distinct from ${tags})`)
    .execute();
}

/** Returns the matches of each post with trackers that exist, best first, for a loader. */
export async function loadPostMatches(
  scope: Scope<Tables>,
  postIds: readonly string[],
): Promise<PostMatch[][]> {
  const rows = (await scope.db
    .selectFrom('post_matches as m')
    .innerJoin('trackers as t', (join) =>
      join.onRef('t.workspace_id', '=', 'm.workspace_id').onRef('t.id', '=', 'm.tracker_id'),
    )
    .where('m.workspace_id', '=', scope.workspaceId)
    .where('m.post_id', '=', sql<string>`any(${postIds}::uuid[])`)
    .where('t.status', '<>', 'deleted')
    .select(['m.post_id as postId', 'm.tracker_id as trackerId', 'm.spans', 'm.fields', 'm.origin'])
    .select(['m.found_at as foundAt', 'm.relevance', 'm.reason', 'm.opinion'])
    .orderBy(sql`array_position(array['high', 'medium', 'low'], m.relevance)`)
    .orderBy('m.found_at')
    .orderBy('m.tracker_id')
    .execute()) as PostMatch[];
  const byPost = Map.groupBy(rows, ({ postId }) => postId);
  return postIds.map((id) => byPost.get(id) ?? []);
}

/** Counts the matches of each tracker that were found since a time, for a loader. */
export async function countRecentMatches(
  scope: Scope<Tables>,
  trackerIds: readonly string[],
  since: Date,
): Promise<Map<string, number>> {
  const rows = await scope.db
    .selectFrom('post_matches')
    .where('workspace_id', '=', scope.workspaceId)
    .where('tracker_id', '=', sql<string>`any(${trackerIds}::uuid[])`)
    .where('found_at', '>=', since)
    .groupBy('tracker_id')
    .select(['tracker_id', sql<number>`count(*)::integer`.as('count')])
    .execute();
  return new Map(rows.map(({ tracker_id, count }) => [tracker_id, count]));
}
