import type { Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables, Work } from './tables.ts';

/** What identifies an item of the queue. */
export interface QueueKey {
  readonly workspaceId: string;
  /** The webhook, the destination, or the rule: items of one group are limited together. */
  readonly groupId: string;
  readonly itemId: string;
}

/** A worker's lease on an item. */
export interface Lease extends QueueKey {
  readonly work: Work;
  /** Identifies the holder. */
  readonly token: string;
}

/** Which items a worker leases. */
export interface LeaseRequest {
  readonly work: Work;
  readonly now: Date;
  readonly until: Date;
  readonly limit: number;
  /** Groups with enough items in flight in this worker. */
  readonly busy: readonly string[];
}

/**
 * Leases due items of all workspaces, each to one worker. A lease is stored as the time at which
 * the item is due again.
 */
export async function leaseDue(
  db: Kysely<Tables>,
  { work, now, until, limit, busy }: LeaseRequest,
): Promise<Lease[]> {
  const rows = await db
    .updateTable('queue')
    .set({ due_at: until, lease: sql<string>`gen_random_uuid()` })
    .from((eb) =>
      eb
        .selectFrom('queue')
        .select(['workspace_id', 'group_id', 'item_id'])
        .where('work', '=', work)
        .where('due_at', '<=', now)
        .where('group_id', '<>', sql<string>`all(${busy}::uuid[])`)
        .orderBy('due_at')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .as('due'),
    )
    .where('queue.work', '=', work)
    .whereRef('queue.workspace_id', '=', 'due.workspace_id')
    .whereRef('queue.group_id', '=', 'due.group_id')
    .whereRef('queue.item_id', '=', 'due.item_id')
    .returning([
      'queue.workspace_id as workspaceId',
      'queue.group_id as groupId',
      'queue.item_id as itemId',
      'queue.lease as token',
    ])
    .execute();
  return rows.map((row) => ({ ...row, work, token: row.token! }));
}

/** Returns whether the lease is the latest one; locks the row until the transaction ends. */
export async function holdsLease(db: Kysely<Tables>, lease: Lease): Promise<boolean> {
  const row = await db
    .selectFrom('queue')
    .where('workspace_id', '=', lease.workspaceId)
    .where('work', '=', lease.work)
    .where('group_id', '=', lease.groupId)
    .where('item_id', '=', lease.itemId)
    .where('lease', '=', lease.token)
    .select('item_id')
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** An item to queue. */
export interface Queued extends QueueKey {
  readonly dueAt: Date;
}

/** Queues items; revokes existing leases on them. */
export async function putQueued(db: Kysely<Tables>, work: Work, items: readonly Queued[]): Promise<void> {
  if (items.length === 0) return;
  await insertItems(db, work, items)
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'work', 'group_id', 'item_id'])
        .doUpdateSet((eb) => ({ due_at: eb.ref('excluded.due_at'), lease: null })),
    )
    .execute();
}

/**
 * Queues items that are not queued yet. Waits for a transaction that is about to remove one of
 * them, and queues it again.
 */
export async function ensureQueued(db: Kysely<Tables>, work: Work, items: readonly Queued[]): Promise<void> {
  if (items.length === 0) return;
  await insertItems(db, work, items)
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'work', 'group_id', 'item_id'])
        .doUpdateSet((eb) => ({ due_at: eb.ref('queue.due_at') })),
    )
    .execute();
}

function insertItems(db: Kysely<Tables>, work: Work, items: readonly Queued[]) {
  return db.insertInto('queue').values(
    items.map(({ workspaceId, groupId, itemId, dueAt }) => ({
      workspace_id: workspaceId,
      work,
      group_id: groupId,
      item_id: itemId,
      due_at: dueAt,
    })),
  );
}

/** Removes an item from the queue, or all of a group. */
export async function deleteQueued(
  { db, workspaceId }: Scope<Tables>,
  work: Work,
  groupId: string,
  itemId?: string,
): Promise<void> {
  await db
    .deleteFrom('queue')
    .where('workspace_id', '=', workspaceId)
    .where('work', '=', work)
    .where('group_id', '=', groupId)
    .$if(itemId !== undefined, (query) => query.where('item_id', '=', itemId!))
    .execute();
}
