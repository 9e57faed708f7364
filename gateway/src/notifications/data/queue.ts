import type { Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** A worker's lease on a delivery. */
export interface Lease {
  readonly workspaceId: string;
  readonly webhookId: string;
  readonly deliveryId: string;
  /** Identifies the holder. */
  readonly token: string;
}

/** Which deliveries a worker leases. */
export interface LeaseRequest {
  readonly now: Date;
  readonly until: Date;
  readonly limit: number;
  /** Webhooks with enough deliveries in flight in this worker. */
  readonly busy: readonly string[];
}

/**
 * Leases due deliveries of all workspaces, each to one worker. A lease is stored as the time at
 * which the delivery is due again.
 */
export async function leaseDue(
  db: Kysely<Tables>,
  { now, until, limit, busy }: LeaseRequest,
): Promise<Lease[]> {
  const rows = await db
    .updateTable('queue')
    .set({ due_at: until, lease: sql<string>`gen_random_uuid()` })
    .from((eb) =>
      eb
        .selectFrom('queue')
        .select(['workspace_id', 'webhook_id', 'delivery_id'])
        .where('due_at', '<=', now)
        .where('webhook_id', '<>', sql<string>`all(${busy}::uuid[])`)
        .orderBy('due_at')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .as('due'),
    )
    .whereRef('queue.workspace_id', '=', 'due.workspace_id')
    .whereRef('queue.webhook_id', '=', 'due.webhook_id')
    .whereRef('queue.delivery_id', '=', 'due.delivery_id')
    .returning([
      'queue.workspace_id as workspaceId',
      'queue.webhook_id as webhookId',
      'queue.delivery_id as deliveryId',
      'queue.lease as token',
    ])
    .execute();
  return rows.map((row) => ({ ...row, token: row.token! }));
}

/** Returns whether the lease is the latest one; locks the row until the transaction ends. */
export async function holdsLease(db: Kysely<Tables>, lease: Lease): Promise<boolean> {
  const row = await db
    .selectFrom('queue')
    .where('workspace_id', '=', lease.workspaceId)
    .where('webhook_id', '=', lease.webhookId)
    .where('delivery_id', '=', lease.deliveryId)
    .where('lease', '=', lease.token)
    .select('delivery_id')
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** A delivery to queue. */
export interface Queued {
  readonly workspaceId: string;
  readonly webhookId: string;
  readonly deliveryId: string;
  readonly dueAt: Date;
}

/** Queues deliveries; revokes existing leases on them. */
export async function putQueued(db: Kysely<Tables>, deliveries: readonly Queued[]): Promise<void> {
  if (deliveries.length === 0) return;
  await db
    .insertInto('queue')
    .values(
      deliveries.map(({ workspaceId, webhookId, deliveryId, dueAt }) => ({
        workspace_id: workspaceId,
        webhook_id: webhookId,
        delivery_id: deliveryId,
        due_at: dueAt,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'webhook_id', 'delivery_id'])
        .doUpdateSet((eb) => ({ due_at: eb.ref('excluded.due_at'), lease: null })),
    )
    .execute();
}

/** Removes a delivery from the queue, or all of a webhook. */
export async function deleteQueued(
  { db, workspaceId }: Scope<Tables>,
  webhookId: string,
  deliveryId?: string,
): Promise<void> {
  await db
    .deleteFrom('queue')
    .where('workspace_id', '=', workspaceId)
    .where('webhook_id', '=', webhookId)
    .$if(deliveryId !== undefined, (query) => query.where('delivery_id', '=', deliveryId!))
    .execute();
}
