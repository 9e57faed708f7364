import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type EventFeed, type LoggedEvent, listEventsOfAll } from '@tributary/kit/events';
import type { Kysely } from 'kysely';
import { type NewDelivery, upsertDeliveries } from '../data/deliveries.ts';
import { lockPosition, updatePosition } from '../data/positions.ts';
import { putQueued } from '../data/queue.ts';
import type { Tables } from '../data/tables.ts';
import { listReceivers, type Receiver } from '../data/webhooks.ts';
import type { WebhookParts } from './webhook-parts.ts';

/** Events processed in one transaction. */
const BATCH = 200;
/**
 * How long to wait for new events before looking at the log again, in milliseconds: the process
 * that held the position may have died.
 */
const PATIENCE = 5_000;
/** Pause after a database error, in milliseconds. */
const PAUSE = 1_000;

/** Creates deliveries of new events until `signal` aborts. */
export async function fanOutEvents(
  parts: Pick<WebhookParts, 'db' | 'clock' | 'log'>,
  feed: EventFeed,
  signal: AbortSignal,
): Promise<void> {
  const subscription = feed.subscribe(null);
  let failing = false;
  try {
    while (!signal.aborted) {
      try {
        const processed = await fanOut(parts.db, new Date(parts.clock()));
        failing = false;
        if (processed < BATCH)
          await subscription.changed(AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]));
      } catch (error) {
        if (!failing) parts.log.error({ err: error }, 'events could not be passed to webhooks');
        failing = true;
        await wait(PAUSE, undefined, { signal }).catch(() => {});
      }
    }
  } finally {
    subscription.end();
  }
}

/**
 * Creates the deliveries of the next events, and moves the position behind them in the same
 * transaction, so that every event has one delivery for each of its webhooks. Returns the number of
 * events; 0 if another process holds the position.
 */
export function fanOut(db: Kysely<Tables>, now: Date): Promise<number> {
  return db.transaction().execute(async (inside) => {
    const position = await lockPosition(inside);
    if (position === null) return 0;
    const events = await listEventsOfAll(inside, position, BATCH);
    const last = events.at(-1);
    if (!last) return 0;
    const receivers = await listReceivers(inside, [...new Set(events.map(({ workspaceId }) => workspaceId))]);
    await queueDeliveries(inside, deliveriesOf(events, receivers, now), now);
    await updatePosition(inside, last.sequence);
    return events.length;
  });
}

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
    keys.map((key) => ({ ...key, dueAt })),
  );
}
