import { setTimeout as wait } from 'node:timers/promises';
import { type Lease, leaseDue } from '../data/deliveries.ts';
import { type DeliveryParts, deliver } from './deliver.ts';

/** Maximum number of deliveries in flight in one process, in total and per account. */
const MOST = 16;
const MOST_OF_ACCOUNT = 8;
/** Deliveries leased at once. An account is skipped unless a whole batch fits into its limit. */
const BATCH = 4;
/** Interval between polls that find nothing, in milliseconds. */
const POLL = 500;
/** Pause after a database error, in milliseconds. */
const PAUSE = 1_000;

/** Delivers due targets until `signal` aborts, then waits for the deliveries in flight. */
export async function work(parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  const worker = createDeliveryWorker(parts);
  let failing = false;
  while (!signal.aborted) {
    try {
      const leased = worker.hasRoom() ? await worker.take() : 0;
      failing = false;
      if (leased < BATCH)
        await Promise.race([pause(POLL, signal), ...(worker.isHeldBack() ? [worker.next()] : [])]);
    } catch (error) {
      // Logs only the first of consecutive failures; an unreachable database would fill the log.
      if (!failing) parts.log.error({ err: error }, 'failed to poll for due posts');
      failing = true;
      await pause(PAUSE, signal);
    }
  }
  await worker.done();
}

/** Creates a worker that leases due deliveries and runs them. */
export function createDeliveryWorker(parts: DeliveryParts) {
  const running = new Map<Promise<void>, string>();
  const start = (lease: Lease) => {
    const delivery: Promise<void> = deliver(parts, lease)
      // Another worker retries it when the lease expires.
      .catch((error) => parts.log.error({ err: error, postId: lease.postId }, 'delivery failed'))
      .finally(() => running.delete(delivery));
    running.set(delivery, lease.accountId);
  };
  const hasRoom = () => running.size + BATCH <= MOST;
  return {
    hasRoom,
    /**
     * Returns whether more can be leased as soon as a delivery ends, instead of at the next poll.
     */
    isHeldBack: () => !hasRoom() || busyOf(running).length > 0,
    size: () => running.size,
    /** Resolves when the first delivery in flight ends. */
    next: () => Promise.race(running.keys()),
    done: () => Promise.all(running.keys()),
    async take(): Promise<number> {
      const now = parts.now();
      const until = new Date(now.getTime() + parts.leaseMs);
      const leases = await leaseDue(parts.db, { now, until, limit: BATCH, busy: busyOf(running) });
      leases.forEach(start);
      return leases.length;
    },
  };
}

function busyOf(running: ReadonlyMap<unknown, string>): string[] {
  const counts = new Map<string, number>();
  for (const account of running.values()) counts.set(account, (counts.get(account) ?? 0) + 1);
  return [...counts].filter(([, count]) => count + BATCH > MOST_OF_ACCOUNT).map(([account]) => account);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => {});
}
