import { setTimeout as wait } from 'node:timers/promises';
import { type Claim, claimDue } from '../data/deliveries.ts';
import { type DeliveryParts, deliver } from './deliver.ts';

/** Deliveries of one process at a time, in all and to one account. */
const MOST = 16;
const MOST_OF_ACCOUNT = 8;
/** Deliveries that are taken at once; with those under way no account has more than its bound. */
const BATCH = 4;
/** How often due targets are looked for when there were none, in milliseconds. */
const POLL = 500;
/** How long to leave the database alone that has failed. */
const PAUSE = 1_000;

/** Delivers what is due until `signal`, and ends when what has begun is done. */
export async function work(parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  const crew = createCrew(parts);
  let failing = false;
  while (!signal.aborted) {
    try {
      const claimed = crew.hasRoom() ? await crew.take() : 0;
      failing = false;
      if (claimed < BATCH)
        await Promise.race([pause(POLL, signal), ...(crew.isHeldBack() ? [crew.next()] : [])]);
    } catch (error) {
      // Once, until it works again: a database that is away would fill the log.
      if (!failing) parts.log.error({ err: error }, 'due posts could not be looked for');
      failing = true;
      await pause(PAUSE, signal);
    }
  }
  await crew.done();
}

/** Delivers what is due now, and what becomes due by it. */
export async function drain(parts: DeliveryParts): Promise<void> {
  const crew = createCrew(parts);
  for (;;) {
    const claimed = crew.hasRoom() ? await crew.take() : 0;
    if (claimed === 0 && crew.size() === 0) return;
    if (claimed < BATCH && crew.size() > 0) await crew.next();
  }
}

function createCrew(parts: DeliveryParts) {
  const running = new Map<Promise<void>, string>();
  const start = (claim: Claim) => {
    const delivery: Promise<void> = deliver(parts, claim)
      // What has failed here is taken up again when its lease is over.
      .catch((error) => parts.log.error({ err: error, postId: claim.postId }, 'a delivery has failed'))
      .finally(() => running.delete(delivery));
    running.set(delivery, claim.accountId);
  };
  const hasRoom = () => running.size + BATCH <= MOST;
  return {
    hasRoom,
    /** Whether more could be taken as soon as something ends: else an account's posts would wait for the next poll. */
    isHeldBack: () => !hasRoom() || busyOf(running).length > 0,
    size: () => running.size,
    /** Ends with the first delivery that does. */
    next: () => Promise.race(running.keys()),
    done: () => Promise.all(running.keys()),
    async take(): Promise<number> {
      const now = parts.clock();
      const until = new Date(now.getTime() + parts.lease);
      const claims = await claimDue(parts.db, { now, until, limit: BATCH, busy: busyOf(running) });
      claims.forEach(start);
      return claims.length;
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
