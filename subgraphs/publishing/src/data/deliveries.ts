import type { Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Phase } from '../post-state.ts';
import type { Tables } from './tables.ts';
import type { TargetKey } from './targets.ts';

/** A target that a worker has, until its lease runs out. */
export interface Claim extends TargetKey {
  readonly workspaceId: string;
  readonly lease: string;
  /** When another worker may have it. */
  readonly until: Date;
}

/** Which targets a worker takes. */
export interface Claiming {
  readonly now: Date;
  readonly until: Date;
  readonly limit: number;
  /** Accounts that have enough on their way from this worker. */
  readonly busy: readonly string[];
}

/**
 * Takes targets that are due, whosever they are: each by one worker, however many ask at once. The lease is the time at
 * which they are due again.
 */
export async function claimDue(db: Kysely<Tables>, { now, until, limit, busy }: Claiming): Promise<Claim[]> {
  const rows = await db
    .updateTable('deliveries')
    .set({ due_at: until, lease: sql<string>`gen_random_uuid()` })
    .from((eb) =>
      eb
        .selectFrom('deliveries')
        .select(['workspace_id', 'post_id', 'account_id'])
        .where('due_at', '<=', now)
        .where('account_id', '<>', sql<string>`all(${busy}::text[])`)
        .orderBy('due_at')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .as('due'),
    )
    .whereRef('deliveries.workspace_id', '=', 'due.workspace_id')
    .whereRef('deliveries.post_id', '=', 'due.post_id')
    .whereRef('deliveries.account_id', '=', 'due.account_id')
    .returning([
      'deliveries.workspace_id as workspaceId',
      'deliveries.post_id as postId',
      'deliveries.account_id as accountId',
      'deliveries.lease as lease',
    ])
    .execute();
  return rows.map((row) => ({ ...row, lease: row.lease!, until }));
}

/** Whether a worker still has a target, and keeps it until the transaction ends. */
export async function holdsLease(scope: Scope<Tables>, claim: Claim, now: Date): Promise<boolean> {
  return (await held(scope, claim, now).executeTakeFirst()) !== undefined;
}

/** The row of a target that a worker still has, held until the transaction ends. */
function held({ db, workspaceId }: Scope<Tables>, { postId, accountId, lease }: Claim, now: Date) {
  return db
    .selectFrom('deliveries')
    .where('workspace_id', '=', workspaceId)
    .where('post_id', '=', postId)
    .where('account_id', '=', accountId)
    .where('lease', '=', lease)
    .where('due_at', '>', now)
    .select(['post_id', 'account_id'])
    .forUpdate();
}

/**
 * Changes the phase of a target that a worker still has; false when it has it no more. One statement, and as safe as
 * `holdsLease` in a transaction: whoever takes the target over must write the row that is held here.
 */
export async function updateHeldTarget(
  scope: Scope<Tables>,
  claim: Claim,
  { phase }: { phase: Phase },
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await scope.db
    .with('held', () => held(scope, claim, now))
    .updateTable('targets')
    .from('held')
    .set({ phase })
    .where('targets.workspace_id', '=', scope.workspaceId)
    .whereRef('targets.post_id', '=', 'held.post_id')
    .whereRef('targets.account_id', '=', 'held.account_id')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Puts targets of a post to be worked on at `dueAt`; a worker that has one loses it. */
export async function putDeliveries(
  scope: Scope<Tables>,
  postId: string,
  accountIds: readonly string[],
  dueAt: Date,
): Promise<void> {
  if (accountIds.length === 0) return;
  await scope.db
    .insertInto('deliveries')
    .values(
      accountIds.map((accountId) => ({
        workspace_id: scope.workspaceId,
        post_id: postId,
        account_id: accountId,
        due_at: dueAt,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'post_id', 'account_id'])
        .doUpdateSet((eb) => ({ due_at: eb.ref('excluded.due_at'), lease: null })),
    )
    .execute();
}

/** Nothing is to be done any more for a post, or for it at one account. */
export async function deleteDeliveries(
  scope: Scope<Tables>,
  postId: string,
  accountId?: string,
): Promise<void> {
  await scope.db
    .deleteFrom('deliveries')
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', '=', postId)
    .$if(accountId !== undefined, (query) => query.where('account_id', '=', accountId!))
    .execute();
}
