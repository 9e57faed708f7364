import { randomUUID } from 'node:crypto';
import type { LoggedEvent } from '@tributary/kit/events';
import type { Kysely } from 'kysely';
import { type NewDelivery, upsertDeliveries } from '../data/deliveries.ts';
import { putQueued } from '../data/queue.ts';
import type { Tables } from '../data/tables.ts';
import { listReceivers, type Receiver } from '../data/webhooks.ts';
import type { LogStep } from '../follow-log.ts';

/** Creates a delivery of each event for each webhook that receives it. */
export const fanOut: LogStep = async (inside, events, now) => {
  const workspaceIds = [...new Set(events.map(({ workspaceId }) => workspaceId))];
  const receivers = await listReceivers(inside, workspaceIds);
  await queueDeliveries(inside, deliveriesOf(events, receivers, now), now);
};

function deliveriesOf(
  events: readonly LoggedEvent[],
  receivers: readonly Receiver[],
  now: Date,
): NewDelivery[] {
  const byWorkspace = Map.groupBy(receivers, ({ workspaceId }) => workspaceId);
  return events.flatMap(({ workspaceId, sequence, type }) =>
    (byWorkspace.get(workspaceId) ?? [])
      .filter(({ types, afterSequence }) => sequence > afterSequence && (types?.includes(type) ?? true))
      .map(({ id }) => ({ workspaceId, id: randomUUID(), webhookId: id, sequence, type, createdAt: now })),
  );
}

/** Inserts or restarts deliveries, and makes them due. */
export async function queueDeliveries(
  db: Kysely<Tables>,
  deliveries: readonly NewDelivery[],
  dueAt: Date,
): Promise<void> {
  if (deliveries.length === 0) return;
  const keys = await upsertDeliveries(db, deliveries);
  await putQueued(
    db,
    'delivery',
    keys.map((key) => ({ ...key, dueAt })),
  );
}
