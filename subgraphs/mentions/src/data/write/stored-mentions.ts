import { acrossWorkspaces, given, type Scope } from '@tributary/kit/postgres';
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import { earliestId } from '../../ids.ts';
import type { Analysis, Author, Comment, Media, NewMention } from '../../mention.ts';
import type { MentionRecord } from '../../merge.ts';
import type { SentimentOpinion } from '../../opinion/index.ts';
import { ALL_COLUMNS, analysisOf, type MentionRow, type StoredOpinion } from '../mention-row.ts';
import type { Tables } from '../tables.ts';

const CHANGES = ['views_change', 'likes_change', 'comments_change', 'engagement_rate_change'] as const;

const WHOLE = [...ALL_COLUMNS, ...CHANGES].map((column) => `mentions.${column}` as const);

type RecordRow = MentionRow & Record<(typeof CHANGES)[number], number | null>;

const WANTED = { workspace_id: 'uuid', wanted_source: 'text', wanted_id: 'text' };

/**
 * Finds stored versions of these mentions, keyed by `source\nexternal id`. Joins on the workspace
 * instead of comparing it with a value: PostgreSQL has no statistics for a new workspace, so it
 * would assume it is empty and scan all of it for every batch of a first import.
 */
export async function findStored(
  scope: Scope<Tables>,
  mentions: readonly Pick<NewMention, 'source' | 'externalId'>[],
): Promise<Map<string, MentionRecord>> {
  const wanted = mentions.map(({ source, externalId }) => ({
    workspace_id: scope.workspaceId,
    wanted_source: source,
    wanted_id: externalId,
  }));
  const rows = await scope.db
    .selectFrom('mentions')
    .innerJoin(given(WANTED, wanted), (join) =>
      join
        .onRef('given.workspace_id', '=', 'mentions.workspace_id')
        .onRef('given.wanted_source', '=', 'mentions.source')
        .onRef('given.wanted_id', '=', 'mentions.external_id'),
    )
    .select(WHOLE)
    .execute();
  const stored = rows.map((row) => toRecord(row as RecordRow));
  return new Map(stored.map((each) => [`${each.mention.source}\n${each.mention.externalId}`, each]));
}

/** Lists up to `limit` mentions with an older analysis version, by id after `after`. */
export async function listOutdated(
  scope: Scope<Tables>,
  { version, after, limit }: { version: number; after: string; limit: number },
): Promise<MentionRecord[]> {
  const rows = await scope.db
    .selectFrom('mentions')
    .where('workspace_id', '=', scope.workspaceId)
    .where(isOutdated(version))
    .where('id', '>', after)
    .select(WHOLE)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => toRecord(row as RecordRow));
}

/** A condition on mentions. */
type Condition = (eb: ExpressionBuilder<Tables, 'mentions'>) => Expression<SqlBool>;

/** Selects mentions with an older analysis version. */
export function isOutdated(version: number): Condition {
  return (eb) => eb.and([eb('analysis_version', '<', version), eb('deleted_at', 'is', null)]);
}

/** Selects mentions from before a time. */
export function isPostedBefore(time: Date): Condition {
  return (eb) => eb('posted_at', '<', time);
}

/** Lists the workspaces that have mentions which meet a condition. */
export async function listWorkspacesWithMentions(
  db: Kysely<Tables>,
  condition: Condition,
): Promise<string[]> {
  const rows = await acrossWorkspaces(db, 'mentions')
    .selectFrom('mentions')
    .select('workspace_id')
    .distinct()
    .where(condition)
    .execute();
  return rows.map((row) => row.workspace_id);
}

/** Lists the workspaces that have had a run since a time, or have a live dataset. */
export async function listWorkspacesWithRuns(db: Kysely<Tables>, since: Date): Promise<string[]> {
  const all = acrossWorkspaces(db, 'mentions');
  const rows = await all
    .selectFrom('runs')
    .select('workspace_id')
    .where('id', '>=', earliestId('dr', since.getTime()))
    .union(all.selectFrom('datasets').select('workspace_id').where('live_query_id', 'is not', null))
    .execute();
  return rows.map((row) => row.workspace_id);
}

/**
 * Lists up to `limit` analysed mentions, newest first, that were first seen since a time and that
 * the language model has not judged. Ids begin with their time, so only new ones are read.
 */
export async function listUnjudged(
  scope: Scope<Tables>,
  since: Date,
  limit: number,
): Promise<MentionRecord[]> {
  const rows = await scope.db
    .selectFrom('mentions')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '>=', earliestId('post', since.getTime()))
    .where('analysis_version', 'is not', null)
    .where('opinion', 'is', null)
    .where('deleted_at', 'is', null)
    .select(WHOLE)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => toRecord(row as RecordRow));
}

/** Restores the sentiment of the embedded model, which the stored one includes. */
function withoutOpinion(analysis: Analysis, opinion: StoredOpinion | null): Analysis {
  return opinion ? { ...analysis, sentiment: opinion.embedded ?? null } : analysis;
}

function opinionOf({ model, sentiment, hash }: StoredOpinion): SentimentOpinion {
  return { model, sentiment: sentiment ?? null, hash };
}

function toRecord(row: RecordRow): MentionRecord {
  const analysis = analysisOf(row);
  const opinion = row.opinion as StoredOpinion | null;
  return {
    id: row.id,
    mention: {
      source: row.source,
      externalId: row.external_id,
      url: row.url,
      title: row.title,
      text: row.text,
      author: row.author as Author | null,
      media: row.media as Media[] | null,
      metrics: { views: row.views, likes: row.likes, comments: row.num_comments, shares: row.shares },
      areViewsEstimated: row.views_estimated,
      countryCode: row.country_code,
      category: row.category,
      narrativeStructure: row.narrative_structure,
      postedAt: row.posted_at,
      language: row.stated_language,
      comments: row.comments as Comment[] | null,
    },
    analysis: analysis && withoutOpinion(analysis, opinion),
    opinion: opinion && opinionOf(opinion),
    datasetIds: row.dataset_ids,
    collectionIds: row.collection_ids,
    datasetRunAt: row.dataset_run_at,
    changes: {
      views: row.views_change,
      likes: row.likes_change,
      comments: row.comments_change,
      engagementRate: row.engagement_rate_change,
    },
    deletedAt: row.deleted_at,
  };
}
