import { namesOf, type Scope } from '@tributary/kit/postgres';
import {
  compileQuery,
  type QueryColumns,
  type QueryNode,
  queryCondition,
  withoutExclusions,
} from '@tributary/listening';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import { ALL_COLUMNS, type CommunityPost, type PostRow, toPost } from '../community-post-rows.ts';

/** The posts that a query is tried on. */
export interface PreviewRange {
  readonly platforms: readonly string[] | null;
  readonly languages: readonly string[] | null;
  readonly from: Date;
}

/** Columns of community posts, as queries see them. */
const COLUMNS: QueryColumns = {
  search: sql.ref('search'),
  author: sql.ref('author'),
  url: sql.ref('url'),
  links: sql<string[]>`array_remove(link || array(select jsonb_array_elements_text(links)), null)`,
  source: sql.ref('source'),
  community: sql.ref('subreddit'),
  language: sql.ref('language'),
  kind: sql<string>`case kind when 'p' then 'post' else 'comment' end`,
  hasMedia: sql<boolean>`media <> '[]'::jsonb`,
  score: sql.ref('points'),
};

function finds(query: QueryNode): Expression<SqlBool> {
  return queryCondition(compileQuery(query), COLUMNS);
}

function within({ db, workspaceId }: Scope<Tables>, { platforms, languages, from }: PreviewRange) {
  return (
    db
      .selectFrom('community_posts')
      .where('workspace_id', '=', workspaceId)
      .where('posted_at', '>=', from)
      .where('deleted_at', 'is', null)
      .$if(platforms !== null, (query) => query.where('source', '=', sql<string>`any(${platforms}::text[])`))
      // As the matcher does: a post whose language cannot be told is not lost.
      .$if(languages !== null, (query) =>
        query.where(sql<boolean>`(language is null or language = any(${languages}::text[]))`),
      )
  );
}

/** Numbers of stored posts. */
export interface PreviewCounts {
  /** That the query finds. */
  readonly count: number;
  /** That only the query without its exclusions finds. */
  readonly removed: number;
  /** Of these, those that each excluded part would find. */
  readonly removedBy: readonly number[];
}

/** Counts the stored posts that a query finds, and those that its exclusions remove. */
export async function countPreview(
  scope: Scope<Tables>,
  query: QueryNode,
  excluded: readonly QueryNode[],
  range: PreviewRange,
): Promise<PreviewCounts> {
  const found = finds(query);
  const removedBy = excluded.map(
    (part) => sql<number>`count(*) filter (where not ${found} and ${finds(part)})`,
  );
  return within(scope, range)
    .where(finds(withoutExclusions(query) ?? query))
    .select(sql<number>`(count(*) filter (where ${found}))::integer`.as('count'))
    .select(sql<number>`(count(*) filter (where not ${found}))::integer`.as('removed'))
    .select(sql<number[]>`array[${sql.join(removedBy)}]::integer[]`.as('removedBy'))
    .executeTakeFirstOrThrow();
}

/** Lists the newest stored posts that a query finds. */
export async function listPreview(
  scope: Scope<Tables>,
  query: QueryNode,
  range: PreviewRange,
  limit: number,
): Promise<CommunityPost[]> {
  const rows = await within(scope, range)
    .where(finds(query))
    .select(namesOf(ALL_COLUMNS))
    .orderBy('posted_at', 'desc')
    .orderBy('url')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => toPost(row as PostRow));
}
