import type { Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import {
  type Delivery,
  holdBack,
  type NewDelivery,
  releaseNext,
  upsertDeliveries,
} from '../data/deliveries.ts';
import { deleteQueued, putQueued } from '../data/queue.ts';
import type { Tables } from '../data/tables.ts';
import { lockWebhooks } from '../data/webhooks.ts';

/**
 * Inserts or restarts deliveries, and makes those due that wait for no earlier event of the same
 * subject. It locks their webhooks, as everything does that ends a delivery: otherwise an earlier
 * event could end unnoticed, and the later one would wait forever.
 */
export async function queueDeliveries(
  db: Kysely<Tables>,
  deliveries: readonly NewDelivery[],
  dueAt: Date,
): Promise<void> {
  if (deliveries.length === 0) return;
  await lockWebhooks(db, deliveries);
  const keys = await upsertDeliveries(db, deliveries);
  const held = await holdBack(db, keys);
  const due = keys.filter(({ itemId }) => !held.has(itemId));
  await putQueued(
    db,
    'delivery',
    due.map((key) => ({ ...key, dueAt })),
  );
}

/**
 * Removes an ended delivery from the queue, and makes the next event of its subject due. The
 * transaction must have locked the webhook.
 */
export async function dequeueDelivery(
  scope: Scope<Tables>,
  { id, webhookId, subject }: Pick<Delivery, 'id' | 'webhookId' | 'subject'>,
  now: Date,
): Promise<void> {
  await deleteQueued(scope, 'delivery', webhookId, id);
  const next = await releaseNext(scope, { webhookId, subject }, now);
  if (next === undefined) return;
  const { workspaceId } = scope;
  await putQueued(scope.db, 'delivery', [{ workspaceId, groupId: webhookId, itemId: next, dueAt: now }]);
}
