import type { Logger } from '@tributary/kit';
import { pause, repeat } from '@tributary/kit/jobs';
import type { Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import { consumeDeliveries, type Delivery, listWaitingWorkspaces } from './data/matches.ts';
import type { Consumer } from './data/tables.ts';

/** Deliveries per transaction. */
const BATCH = 200;
/** How often the match log is looked at while it is empty, in milliseconds. */
const LOOK_EVERY = 500;

/** How a consumer stores deliveries. */
export interface DeliveryStore<Own, Prepared> {
  /** Loads what `store` needs: the transaction must not wait for other services. */
  prepare(workspaceIds: readonly string[]): Promise<Prepared>;
  /** Stores deliveries of one workspace in the transaction that deletes them from the log. */
  store(scope: Scope<Own>, deliveries: readonly Delivery[], prepared: Prepared): Promise<void>;
}

/**
 * Passes the deliveries of a consumer to its store until `signal` aborts: none is lost, and none is
 * stored twice.
 */
export function takeDeliveries<Own, Prepared>(
  { db, log }: { readonly db: Kysely<Own>; readonly log: Logger },
  consumer: Consumer,
  { prepare, store }: DeliveryStore<Own, Prepared>,
  signal: AbortSignal,
): Promise<void> {
  const takeNext = async () => {
    // One statement while there is nothing to take.
    const waiting = await listWaitingWorkspaces(db, consumer, BATCH);
    if (waiting.length === 0) return pause(LOOK_EVERY, signal);
    const prepared = await prepare(waiting);
    const taken = await consumeDeliveries(db, consumer, BATCH, async (inside, deliveries) => {
      for (const [workspaceId, own] of Map.groupBy(deliveries, (delivery) => delivery.workspaceId))
        await store({ db: inside, workspaceId }, own, prepared);
    });
    if (taken === 0) await pause(LOOK_EVERY, signal);
  };
  return repeat(takeNext, { signal, log, failure: 'matches could not be stored' });
}
