import { forgetJudgements } from '@tributary/ai';
import { eraseEventTexts } from '@tributary/kit/events';
import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import { listJudgementHashes } from '../trackers/model-judgements.ts';
import { WRITING_ORDER } from '../write-community-posts.ts';

/** The identity of a post. */
export interface PostIdentity {
  readonly source: string;
  /** The platform's id. */
  readonly externalId: string;
}

/** A stored post by its identity. */
export interface IdentifiedPost extends PostIdentity {
  readonly id: string;
  readonly isDeleted: boolean;
  readonly score: number;
  readonly intent: string | null;
  readonly urgency: string;
  readonly action: string;
}

const IDENTIFIED = [
  'id',
  'source',
  'external_id as externalId',
  'score',
  'intent',
  'urgency',
  'action',
] as const;

/** Finds stored posts by their identities. */
export async function findPostsByIdentity(
  scope: Scope<Tables>,
  identities: readonly PostIdentity[],
): Promise<IdentifiedPost[]> {
  if (identities.length === 0) return [];
  return scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where(among(identities))
    .select(IDENTIFIED)
    .select(sql<boolean>`deleted_at is not null`.as('isDeleted'))
    .execute();
}

/**
 * Locks stored posts in the order in which an import writes them: two transactions that lock the
 * same posts in different orders can deadlock. Returns them.
 */
export async function lockPosts(
  scope: Scope<Tables>,
  identities: readonly PostIdentity[],
): Promise<IdentifiedPost[]> {
  if (identities.length === 0) return [];
  return scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where(among(identities))
    .select(IDENTIFIED)
    .select(sql<boolean>`deleted_at is not null`.as('isDeleted'))
    .orderBy(WRITING_ORDER)
    .forNoKeyUpdate()
    .execute();
}

/**
 * Locks posts until the end of the transaction, and returns the ids of those that are not deleted:
 * what was judged while their platform deleted them must not be stored.
 */
export async function lockLivingPosts(
  scope: Scope<Tables>,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('deleted_at', 'is', null)
    .select('id')
    .orderBy(WRITING_ORDER)
    .forNoKeyUpdate()
    .execute();
  return new Set(rows.map(({ id }) => id));
}

const DELETED = 'The post was deleted on its platform.';

/**
 * Turns posts that their platform has deleted into tombstones: everything that was written in them,
 * and by whom, is deleted; counts and judgements stay. Returns the ids of the new tombstones.
 */
export async function erasePosts(
  scope: Scope<Tables>,
  identities: readonly PostIdentity[],
  now: Date,
): Promise<string[]> {
  if (identities.length === 0) return [];
  const rows = await scope.db
    .updateTable('community_posts')
    .set({
      title: '',
      body: '',
      link: null,
      links: sql`'[]'::jsonb`,
      media: sql`'[]'::jsonb`,
      author: '',
      reason: DELETED,
      competitor_named: null,
      // The names of signals say nothing about the author; their evidence is text.
      signals: sql`coalesce((select jsonb_agg(jsonb_build_object('name', signal ->> 'name', 'evidence', ''))
        from jsonb_array_elements(signals) signal), '[]')`,
      search: sql`''::tsvector`,
      deleted_at: now,
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where(among(identities))
    .where('deleted_at', 'is', null)
    .returning('id')
    .execute();
  const ids = rows.map(({ id }) => id);
  await eraseDerivedTexts(scope, ids);
  return ids;
}

/**
 * Deletes the evidence of matches, what the language model has written about them, the examples
 * that were learned from the posts, and the texts in their events.
 */
export async function eraseDerivedTexts(scope: Scope<Tables>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await forgetJudgements(scope, await listJudgementHashes(scope, ids));
  await scope.db
    .updateTable('post_matches')
    .set({ spans: sql`'[]'::jsonb`, reason: DELETED, opinion: null })
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  await scope.db
    .deleteFrom('relevance_examples')
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  await eraseEventTexts(scope, ids, ['title', 'text', 'author']);
}

function among(identities: readonly PostIdentity[]) {
  const sources = identities.map(({ source }) => source);
  const ids = identities.map(({ externalId }) => externalId);
  return sql<boolean>`((source, external_id) in (select * from unnest(${sources}::text[], ${ids}::text[])))`;
}
