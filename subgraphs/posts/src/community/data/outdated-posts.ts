import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import type { Tables } from '../../data/tables.ts';
import { TEXT_HASH } from './write-community-posts.ts';

/** Selects outdated analyses: those by this engine with a lower version. */
export interface Outdated {
  readonly engine: string;
  readonly version: number;
}

/** A condition on posts. */
type Condition = (eb: ExpressionBuilder<Tables, 'community_posts'>) => Expression<SqlBool>;

/**
 * Selects posts with an outdated analysis. Posts that were deleted on their platform have no text
 * to score.
 */
export function isOutdated({ engine, version }: Outdated): Condition {
  return (eb) =>
    eb.and([
      eb('analysis_version', '<', version),
      eb('analysis_engine', '=', engine),
      eb('deleted_at', 'is', null),
    ]);
}

/** Selects posts from before a time. */
export function isPostedBefore(time: Date): Condition {
  return (eb) => eb('posted_at', '<', time);
}

/** Lists the workspaces that have posts which meet a condition. */
export async function listWorkspacesWithPosts(db: Kysely<Tables>, condition: Condition): Promise<string[]> {
  const rows = await acrossWorkspaces(db, 'posts')
    .selectFrom('community_posts')
    .select('workspace_id')
    .distinct()
    .where(condition)
    .execute();
  return rows.map((row) => row.workspace_id);
}

/** Part of a list of posts in the order of their ids. */
interface Part {
  readonly after: string | null;
  readonly limit: number;
}

/** Lists up to `limit` posts with an outdated analysis, with the columns that scoring needs. */
export function listOutdatedPosts(scope: Scope<Tables>, { engine, version }: Outdated, part: Part) {
  return scorablePosts(scope, engine, part).where('analysis_version', '<', version).execute();
}

/** Lists up to `limit` posts that an engine has scored, with the columns that scoring needs. */
export function listPostsAfter(scope: Scope<Tables>, engine: string, part: Part) {
  return scorablePosts(scope, engine, part).execute();
}

function scorablePosts({ db, workspaceId }: Scope<Tables>, engine: string, { after, limit }: Part) {
  return db
    .selectFrom('community_posts')
    .where('workspace_id', '=', workspaceId)
    .where('analysis_engine', '=', engine)
    .where('deleted_at', 'is', null)
    .$if(after !== null, (query) => query.where('id', '>', after!))
    .select(['id', 'title', 'body', 'source', 'kind', 'points', 'comment_count as comments'])
    .select(['stated_language as language', TEXT_HASH.as('textHash')])
    .orderBy('id')
    .limit(limit);
}
