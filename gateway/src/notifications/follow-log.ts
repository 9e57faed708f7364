import { setTimeout as wait } from 'node:timers/promises';
import { type EventFeed, type LoggedEvent, listEventsOfAll } from '@tributary/kit/events';
import type { Kysely } from 'kysely';
import { type LogReader, lockPosition, updatePosition } from './data/positions.ts';
import type { Tables } from './data/tables.ts';
import type { WebhookParts } from './webhooks/webhook-parts.ts';

/** Processes events in the order of the log, within the transaction that moves the position. */
export type LogStep = (inside: Kysely<Tables>, events: readonly LoggedEvent[], now: Date) => Promise<void>;

/** Events processed in one transaction. */
const BATCH = 200;
/**
 * How long to wait for new events before looking at the log again, in milliseconds: the process
 * that held the position may have died.
 */
const PATIENCE = 5_000;
/** Pause after a database error, in milliseconds. */
const PAUSE = 1_000;

/** Passes new events to a step, each once among all processes, until `signal` aborts. */
export async function followLog(
  parts: Pick<WebhookParts, 'db' | 'clock' | 'log'>,
  feed: EventFeed,
  { reader, step }: { readonly reader: LogReader; readonly step: LogStep },
  signal: AbortSignal,
): Promise<void> {
  const subscription = feed.subscribe(null);
  let failing = false;
  try {
    while (!signal.aborted) {
      try {
        const processed = await processNext(parts.db, reader, step, new Date(parts.clock()));
        failing = false;
        if (processed < BATCH)
          await subscription.changed(AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]));
      } catch (error) {
        if (!failing) parts.log.error({ err: error, reader }, 'events could not be processed');
        failing = true;
        await wait(PAUSE, undefined, { signal }).catch(() => {});
      }
    }
  } finally {
    subscription.end();
  }
}

/**
 * Processes the next events, and moves the position behind them in the same transaction. Returns
 * their number; 0 if another process holds the position.
 */
function processNext(db: Kysely<Tables>, reader: LogReader, step: LogStep, now: Date): Promise<number> {
  return db.transaction().execute(async (inside) => {
    const position = await lockPosition(inside, reader);
    if (position === null) return 0;
    const events = await listEventsOfAll(inside, position, BATCH);
    const last = events.at(-1);
    if (!last) return 0;
    await step(inside, events, now);
    await updatePosition(inside, reader, last.sequence);
    return events.length;
  });
}
