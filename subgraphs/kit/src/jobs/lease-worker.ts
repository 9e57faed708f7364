import type { Logger } from '../core/log.ts';
import { pause, repeat } from './repeat.ts';

/** A table whose due rows are leased, each to one process, and then worked on. */
export interface LeaseQueue<Lease> {
  /** Leases due rows, at most `limit`, and none of the `busy` groups. */
  lease(limit: number, busy: readonly string[]): Promise<readonly Lease[]>;
  /** Returns the group of a row: the account or server whose rows in flight are limited. */
  groupOf(lease: Lease): string;
  /** Works on a row. If it fails, another worker repeats it when the lease expires. */
  work(lease: Lease): Promise<void>;
}

/** Maximum number of rows in flight in one process, in total and per group. */
const MOST = 16;
const MOST_OF_GROUP = 8;
/** Rows leased at once. A group is skipped unless a whole batch fits into its limit. */
const BATCH = 4;
/** Interval between polls that find nothing, in milliseconds. */
const POLL = 500;

/** Works on due rows until `signal` aborts, then waits for those in flight. */
export async function workLeases<Lease>(
  queue: LeaseQueue<Lease>,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const worker = createLeaseWorker(queue, log);
  const look = async () => {
    const leased = worker.hasRoom() ? await worker.take() : 0;
    // A row that is done has made room, and may have made another row due.
    if (leased < BATCH)
      await Promise.race([pause(POLL, signal), ...(worker.size() > 0 ? [worker.next()] : [])]);
  };
  await repeat(look, { signal, log, failure: 'failed to poll for due work' });
  await worker.done();
}

/** Creates a worker that leases due rows and works on them. */
export function createLeaseWorker<Lease>(queue: LeaseQueue<Lease>, log: Logger) {
  const running = new Map<Promise<void>, string>();
  const start = (lease: Lease) => {
    const group = queue.groupOf(lease);
    const work: Promise<void> = queue
      .work(lease)
      .catch((error) => log.error({ err: error, group }, 'work on a leased row failed'))
      .finally(() => running.delete(work));
    running.set(work, group);
  };
  return {
    hasRoom: () => running.size + BATCH <= MOST,
    size: () => running.size,
    /** Resolves when the work on the first row in flight ends. */
    next: () => Promise.race(running.keys()),
    done: () => Promise.all(running.keys()),
    async take(): Promise<number> {
      const leases = await queue.lease(BATCH, busyOf(running));
      leases.forEach(start);
      return leases.length;
    },
  };
}

function busyOf(running: ReadonlyMap<unknown, string>): string[] {
  const counts = new Map<string, number>();
  for (const group of running.values()) counts.set(group, (counts.get(group) ?? 0) + 1);
  return [...counts].filter(([, count]) => count + BATCH > MOST_OF_GROUP).map(([group]) => group);
}
