import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { ErrorCode, Phase, TargetStatus } from '../post-state.ts';
import type { Tables } from './tables.ts';

/** A post at one account. */
export interface Target {
  postId: string;
  accountId: string;
  status: TargetStatus;
  phase: Phase | null;
  reference: string | null;
  startedAt: Date | null;
  attempts: number;
  firstAttemptAt: Date | null;
  nextAttemptAt: Date | null;
  doubts: number;
  refusals: number;
  url: string | null;
  errorCode: ErrorCode | null;
  errorMessage: string | null;
  publishedAt: Date | null;
}

/** Key of a target within a workspace. */
export interface TargetKey {
  readonly postId: string;
  readonly accountId: string;
}

const COLUMNS = [
  'post_id as postId',
  'account_id as accountId',
  'status',
  'phase',
  'reference',
  'started_at as startedAt',
  'attempts',
  'first_attempt_at as firstAttemptAt',
  'next_attempt_at as nextAttemptAt',
  'doubts',
  'refusals',
  'url',
  'error_code as errorCode',
  'error_message as errorMessage',
  'published_at as publishedAt',
] as const;

/** Lists the targets of posts, in their order within each post. */
export function listTargets(scope: Scope<Tables>, postIds: readonly string[]): Promise<Target[]> {
  return scope.db
    .selectFrom('targets')
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', '=', sql<string>`any(${postIds}::text[])`)
    .select(COLUMNS)
    .orderBy('place')
    .execute();
}

/**
 * Replaces the targets of a post and drops their idempotency references; allowed only if the post
 * is not published, being sent or unconfirmed at any account.
 */
export async function replaceTargets(
  scope: Scope<Tables>,
  postId: string,
  accountIds: readonly string[],
  status: TargetStatus,
): Promise<void> {
  await scope.db
    .deleteFrom('targets')
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', '=', postId)
    .execute();
  if (accountIds.length === 0) return;
  await scope.db
    .insertInto('targets')
    .values(
      accountIds.map((accountId, place) => ({
        workspace_id: scope.workspaceId,
        post_id: postId,
        account_id: accountId,
        place,
        status,
      })),
    )
    .execute();
}

/** Changes to a target. */
export interface TargetChanges {
  status: TargetStatus;
  phase: Phase | null;
  reference?: string | null;
  startedAt?: Date | null;
  attempts?: number;
  firstAttemptAt?: Date | null;
  nextAttemptAt?: Date | null;
  doubts?: number;
  refusals?: number;
  url?: string | null;
  externalId?: string | null;
  error?: { code: ErrorCode; message: string } | null;
  publishedAt?: Date | null;
}

/** Updates the targets of a post at the given accounts. */
export async function updateTargets(
  scope: Scope<Tables>,
  postId: string,
  accountIds: readonly string[],
  changes: TargetChanges,
): Promise<void> {
  const { error } = changes;
  // Kysely omits undefined values.
  await scope.db
    .updateTable('targets')
    .set({
      status: changes.status,
      phase: changes.phase,
      reference: changes.reference,
      started_at: changes.startedAt,
      attempts: changes.attempts,
      first_attempt_at: changes.firstAttemptAt,
      next_attempt_at: changes.nextAttemptAt,
      doubts: changes.doubts,
      refusals: changes.refusals,
      url: changes.url,
      external_id: changes.externalId,
      error_code: error === undefined ? undefined : (error?.code ?? null),
      error_message: error === undefined ? undefined : (error?.message ?? null),
      published_at: changes.publishedAt,
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', '=', postId)
    .where('account_id', '=', sql<string>`any(${accountIds}::text[])`)
    .execute();
}
