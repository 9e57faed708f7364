import type { Scope } from '@tributary/kit';
import { type InsertObject, sql } from 'kysely';
import { searchVector } from '../phrase.ts';
import type { Analysis } from '../scoring/index.ts';
import type { CommunityPostsTable, Tables } from './tables.ts';

/** A community post as it is found on its platform. */
export interface NewCommunityPost {
  source: string;
  /** The platform's id; the url stands in where it is unknown. */
  externalId: string | null;
  url: string;
  title: string;
  body: string;
  link: string | null;
  author: string;
  kind: 'p' | 'c';
  postedAt: Date;
  subreddit: string | null;
  points: number | null;
  commentCount: number | null;
}

/** What a batch did. */
export interface Written {
  inserted: number;
  updated: number;
  unchanged: number;
}

type Insertable = InsertObject<Tables, 'community_posts'>;

/** Columns that a second import may change; a team's engagement status is never one of them. */
const REPLACED = [
  'url',
  'title',
  'body',
  'link',
  'author',
  'kind',
  'posted_at',
  'subreddit',
  'points',
  'comment_count',
  'score',
  'reason',
  'intent',
  'urgency',
  'buying_stage',
  'action',
  'suggested_play',
  'competitor_named',
  'signals',
  'analysis_engine',
  'analysis_version',
  'search',
] as const satisfies readonly (keyof CommunityPostsTable)[];

/**
 * Writes posts with their analysis, new ones and changed ones; a post that is as it was is left alone. Of several
 * of one identity (source and external id) in one batch the last counts.
 */
export async function upsertCommunityPosts(
  scope: Scope<Tables>,
  posts: readonly { post: NewCommunityPost; analysis: Analysis }[],
): Promise<Written> {
  const rows = new Map<string, Insertable>();
  for (const { post, analysis } of posts) {
    const row = toRow(scope.workspaceId, post, analysis);
    rows.set(`${row.source}\n${row.external_id}`, row);
  }
  if (rows.size === 0) return { inserted: 0, updated: 0, unchanged: 0 };
  const all = (prefix: string) => sql.join(REPLACED.map((column) => sql.ref(`${prefix}.${column}`)));
  const written = await scope.db
    .insertInto('community_posts')
    .values([...rows.values()])
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'source', 'external_id'])
        .doUpdateSet((eb) =>
          Object.fromEntries(REPLACED.map((column) => [column, eb.ref(`excluded.${column}`)])),
        )
        .where(sql<boolean>`(${all('community_posts')}) is distinct from (${all('excluded')})`),
    )
    .returning(sql<boolean>`xmax = 0`.as('inserted'))
    .execute();
  const inserted = written.filter((row) => row.inserted).length;
  return { inserted, updated: written.length - inserted, unchanged: posts.length - written.length };
}

function toRow(workspaceId: string, post: NewCommunityPost, analysis: Analysis): Insertable {
  return {
    workspace_id: workspaceId,
    source: post.source,
    external_id: post.externalId ?? post.url,
    url: post.url,
    title: post.title,
    body: post.body,
    link: post.link,
    author: post.author,
    kind: post.kind,
    posted_at: post.postedAt,
    subreddit: post.subreddit,
    points: post.points,
    comment_count: post.commentCount,
    ...analysisColumns(analysis),
    search: searchVector(post.title, post.body),
  };
}

function analysisColumns(analysis: Analysis) {
  return {
    score: analysis.score,
    reason: analysis.reason,
    intent: analysis.intent,
    urgency: analysis.urgency,
    buying_stage: analysis.buyingStage,
    action: analysis.action,
    suggested_play: analysis.suggestedPlay,
    competitor_named: analysis.competitor,
    signals: JSON.stringify(analysis.signals),
    analysis_engine: analysis.engine,
    analysis_version: analysis.version,
  };
}

/** Replaces the analysis of posts that were scored again. */
export async function updateAnalyses(
  scope: Scope<Tables>,
  analyses: readonly { id: string; analysis: Analysis }[],
): Promise<void> {
  const rows = JSON.stringify(analyses.map(({ id, analysis }) => ({ id, ...analysisColumns(analysis) })));
  const scored = sql<{ id: string }>`jsonb_to_recordset(${rows}::jsonb)`.as<'scored'>(
    sql`scored(id uuid, score numeric, reason text, intent text, urgency text, buying_stage text, action text,
      suggested_play text, competitor_named text, signals text, analysis_engine text, analysis_version integer)`,
  );
  await scope.db
    .updateTable('community_posts')
    .from(scored)
    .set({
      score: sql`scored.score`,
      reason: sql`scored.reason`,
      intent: sql`scored.intent`,
      urgency: sql`scored.urgency`,
      buying_stage: sql`scored.buying_stage`,
      action: sql`scored.action`,
      suggested_play: sql`scored.suggested_play`,
      competitor_named: sql`scored.competitor_named`,
      signals: sql`scored.signals::jsonb`,
      analysis_engine: sql`scored.analysis_engine`,
      analysis_version: sql`scored.analysis_version`,
    })
    .where('community_posts.workspace_id', '=', scope.workspaceId)
    .whereRef('community_posts.id', '=', 'scored.id')
    .execute();
}
