import type { Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Phase } from '../post-state.ts';
import type { Tables } from './tables.ts';
import type { TargetKey } from './targets.ts';

/** A worker's lease on a target. */
export interface Lease extends TargetKey {
  readonly workspaceId: string;
  /** Identifies the holder. */
  readonly token: string;
  /** When the lease expires, and another worker may take the target. */
  readonly until: Date;
}

/** Which targets a worker leases. */
export interface LeaseRequest {
  readonly now: Date;
  readonly until: Date;
  readonly limit: number;
  /** Accounts with enough deliveries in flight in this worker. */
  readonly busy: readonly string[];
}

/**
 * Leases due targets of all workspaces, each to one worker. A lease is stored as the time at which
 * the target is due again.
 */
export async function leaseDue(
  db: Kysely<Tables>,
  { now, until, limit, busy }: LeaseRequest,
): Promise<Lease[]> {
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
      'deliveries.lease as token',
    ])
    .execute();
  return rows.map((row) => ({ ...row, token: row.token!, until }));
}

/** Returns whether the lease is still valid; locks it until the transaction ends. */
export async function holdsLease(scope: Scope<Tables>, lease: Lease, now: Date): Promise<boolean> {
  return (await held(scope, lease, now).executeTakeFirst()) !== undefined;
}

/** Selects the row of a valid lease and locks it until the transaction ends. */
function held({ db, workspaceId }: Scope<Tables>, { postId, accountId, token }: Lease, now: Date) {
  return db
    .selectFrom('deliveries')
    .where('workspace_id', '=', workspaceId)
    .where('post_id', '=', postId)
    .where('account_id', '=', accountId)
    .where('lease', '=', token)
    .where('due_at', '>', now)
    .select(['post_id', 'account_id'])
    .forUpdate();
}

/**
 * Sets the phase of a leased target; false if the lease has expired. One statement, as safe as
 * `holdsLease` in a transaction: a worker that takes over the target must write the row that is
 * locked here.
 */
export async function updateLeasedTarget(
  scope: Scope<Tables>,
  lease: Lease,
  { phase }: { phase: Phase },
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await scope.db
    .with('held', () => held(scope, lease, now))
    .updateTable('targets')
    .from('held')
    .set({ phase })
    .where('targets.workspace_id', '=', scope.workspaceId)
    .whereRef('targets.post_id', '=', 'held.post_id')
    .whereRef('targets.account_id', '=', 'held.account_id')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Queues targets of a post for `dueAt`; revokes existing leases on them. */
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

/** Removes the deliveries of a post, or of one of its targets, from the queue. */
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
