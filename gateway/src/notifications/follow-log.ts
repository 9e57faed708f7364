import { type EventFeed, type LoggedEvent, listEventsOfAll } from '@tributary/kit/events';
import { repeat } from '@tributary/kit/jobs';
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

/** Passes new events to a step, each once among all processes, until `signal` aborts. */
export async function followLog(
  parts: Pick<WebhookParts, 'db' | 'clock' | 'log'>,
  feed: EventFeed,
  { reader, step }: { readonly reader: LogReader; readonly step: LogStep },
  signal: AbortSignal,
): Promise<void> {
  const subscription = feed.subscribe(null);
  const work = async () => {
    const processed = await processNext(parts.db, reader, step, new Date(parts.clock()));
    if (processed < BATCH)
      await subscription.changed(AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]));
  };
  const log = parts.log.child({ reader });
  try {
    await repeat(work, { signal, log, failure: 'events could not be processed' });
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
