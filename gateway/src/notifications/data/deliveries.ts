import { acrossWorkspaces, given, readForEach, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { QueueKey } from './queue.ts';
import type { DeliveryAttempt, DeliveryStatus, DeliveryType, Tables } from './tables.ts';

/** An event on its way to a webhook, or one that has arrived or failed. */
export interface Delivery {
  readonly id: string;
  readonly webhookId: string;
  readonly sequence: number | null;
  readonly subject: string | null;
  readonly type: DeliveryType;
  readonly status: DeliveryStatus;
  readonly tries: number;
  readonly attempts: readonly DeliveryAttempt[];
  readonly nextAttemptAt: Date | null;
  readonly createdAt: Date;
}

const COLUMNS = [
  'id',
  'webhook_id as webhookId',
  'sequence',
  'subject',
  'type',
  'status',
  'tries',
  'attempts',
  'next_attempt_at as nextAttemptAt',
  'created_at as createdAt',
] as const;

/** A delivery to insert, which is due at once. */
export interface NewDelivery
  extends Pick<Delivery, 'id' | 'webhookId' | 'sequence' | 'subject' | 'type' | 'createdAt'> {
  readonly workspaceId: string;
}

const ORDERED = { workspace_id: 'uuid', id: 'uuid' } as const;

/**
 * Inserts deliveries. One of the same event starts again, with its attempts kept. Returns the keys
 * of all of them.
 */
export function upsertDeliveries(
  db: Kysely<Tables>,
  deliveries: readonly NewDelivery[],
): Promise<QueueKey[]> {
  return db
    .insertInto('deliveries')
    .values(
      deliveries.map(({ workspaceId, id, webhookId, sequence, subject, type, createdAt }) => ({
        workspace_id: workspaceId,
        id,
        webhook_id: webhookId,
        sequence,
        subject,
        type,
        status: 'pending' as const,
        tries: 0,
        attempts: '[]',
        next_attempt_at: createdAt,
        created_at: createdAt,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'webhook_id', 'sequence']).doUpdateSet((eb) => ({
        status: eb.ref('excluded.status'),
        tries: eb.ref('excluded.tries'),
        next_attempt_at: eb.ref('excluded.next_attempt_at'),
      })),
    )
    .returning(['workspace_id as workspaceId', 'webhook_id as groupId', 'id as itemId'])
    .execute();
}

/**
 * Holds pending deliveries back for which an earlier one of the same webhook and subject is
 * pending. Returns the ids of those that were held back.
 */
export async function holdBack(db: Kysely<Tables>, keys: readonly QueueKey[]): Promise<Set<string>> {
  const rows = await acrossWorkspaces(db, 'notifications')
    .updateTable('deliveries')
    .set({ next_attempt_at: null })
    .from(
      given(
        ORDERED,
        keys.map(({ workspaceId, itemId }) => ({ workspace_id: workspaceId, id: itemId })),
      ),
    )
    .whereRef('deliveries.workspace_id', '=', 'given.workspace_id')
    .whereRef('deliveries.id', '=', 'given.id')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('deliveries as earlier')
          .whereRef('earlier.workspace_id', '=', 'deliveries.workspace_id')
          .whereRef('earlier.webhook_id', '=', 'deliveries.webhook_id')
          .whereRef('earlier.subject', '=', 'deliveries.subject')
          .whereRef('earlier.sequence', '<', 'deliveries.sequence')
          .where('earlier.status', '=', 'pending')
          .select('earlier.id'),
      ),
    )
    .returning('deliveries.id')
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/**
 * Releases the earliest pending delivery of a webhook and subject. Returns its id; undefined if
 * there is none, or if it is not held back.
 */
export async function releaseNext(
  scope: Scope<Tables>,
  { webhookId, subject }: Pick<Delivery, 'webhookId' | 'subject'>,
  now: Date,
): Promise<string | undefined> {
  const earliest = deliveries(scope)
    .where('webhook_id', '=', webhookId)
    .where('subject', '=', subject)
    .where('status', '=', 'pending')
    .select('id')
    .orderBy('sequence')
    .limit(1);
  const row = await scope.db
    .updateTable('deliveries')
    .set({ next_attempt_at: now })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', earliest)
    .where('next_attempt_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** Finds a delivery; undefined if the workspace has none with this id. */
export function findDelivery(scope: Scope<Tables>, id: string): Promise<Delivery | undefined> {
  return deliveries(scope).where('id', '=', id).select(COLUMNS).executeTakeFirst();
}

/** Finds a delivery and locks it until the transaction ends. */
export function lockDelivery(scope: Scope<Tables>, id: string): Promise<Delivery | undefined> {
  return deliveries(scope).where('id', '=', id).select(COLUMNS).forUpdate().executeTakeFirst();
}

/** The newest deliveries of a webhook. */
export interface DeliveriesRequest {
  readonly webhookId: string;
  readonly status: DeliveryStatus | null;
  /** Lists deliveries older than this one. */
  readonly before: string | null;
  readonly limit: number;
}

const KEYS = { webhook_id: 'uuid', status: 'text', before: 'uuid', row_limit: 'integer' } as const;

/** Loads deliveries of each webhook, newest first; for a loader. */
export function loadDeliveries(
  scope: Scope<Tables>,
  requests: readonly DeliveriesRequest[],
): Promise<Delivery[][]> {
  const query = deliveries(scope)
    .where(sql<boolean>`webhook_id = wanted.webhook_id`)
    .where(sql<boolean>`(wanted.status is null or status = wanted.status)`)
    .where(
      sql<boolean>`(wanted.before is null or (created_at, id) < (
        select pivot.created_at, pivot.id from notifications.deliveries pivot
        where pivot.workspace_id = ${scope.workspaceId} and pivot.id = wanted.before))`,
    )
    .select(COLUMNS)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(sql<number>`wanted.row_limit`);
  const keys = requests.map(({ webhookId, status, before, limit }) => ({
    webhook_id: webhookId,
    status,
    before,
    row_limit: limit,
  }));
  return readForEach(scope.db, KEYS, keys, query) as Promise<Delivery[][]>;
}

/** The result of an attempt. */
export interface DeliveryChanges {
  readonly status: DeliveryStatus;
  readonly nextAttemptAt: Date | null;
  readonly attempt: DeliveryAttempt | null;
}

/** Stores the result of an attempt; null if none was made. */
export async function updateDelivery(
  scope: Scope<Tables>,
  id: string,
  { status, nextAttemptAt, attempt }: DeliveryChanges,
): Promise<void> {
  const added = JSON.stringify(attempt ? [attempt] : []);
  await scope.db
    .updateTable('deliveries')
    .set({
      status,
      next_attempt_at: nextAttemptAt,
      tries: sql<number>`tries + ${attempt ? 1 : 0}::int`,
      attempts: sql<string>`attempts || ${added}::jsonb`,
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Fails all pending deliveries of a webhook. */
export async function failPending(scope: Scope<Tables>, webhookId: string): Promise<void> {
  await scope.db
    .updateTable('deliveries')
    .set({ status: 'failed', next_attempt_at: null })
    .where('workspace_id', '=', scope.workspaceId)
    .where('webhook_id', '=', webhookId)
    .where('status', '=', 'pending')
    .execute();
}

/** Deletes ended deliveries of a webhook from before a time. Returns whether there may be more. */
export async function deleteOldDeliveries(
  scope: Scope<Tables>,
  webhookId: string,
  before: Date,
  limit: number,
): Promise<boolean> {
  const { numDeletedRows } = await scope.db
    .deleteFrom('deliveries')
    .where('workspace_id', '=', scope.workspaceId)
    .where(
      'id',
      'in',
      deliveries(scope)
        .where('webhook_id', '=', webhookId)
        .where('created_at', '<', before)
        .where('status', '<>', 'pending')
        .select('id')
        .orderBy('created_at')
        .limit(limit),
    )
    .executeTakeFirst();
  return numDeletedRows === BigInt(limit);
}

function deliveries({ db, workspaceId }: Scope<Tables>) {
  return db.selectFrom('deliveries').where('workspace_id', '=', workspaceId);
}
