import { LRUCache } from 'lru-cache';
import { networkOf } from './network.ts';

/** A credential look-up in flight. */
export interface Attempt {
  /** Releases the budget that the look-up reserved. A failure is counted separately. */
  end(): void;
}

/** Limits requests without a valid credential, by client address. */
export interface AddressLimiter {
  /** Reserves a look-up, or returns the number of seconds after which the address may try again. */
  begin(address: string): Attempt | number;
  /**
   * Counts a failed request. Returns the seconds to wait if the address has used up its budget for
   * this minute, otherwise null.
   */
  count(address: string): number | null;
  /**
   * Returns the seconds to wait if the address has used up its budget for this minute, otherwise
   * null. Counts nothing.
   */
  wait(address: string): number | null;
}

interface Entry {
  minute: number;
  failed: number;
  /**
   * Look-ups in flight. They count against the budget, so that a burst cannot outrun its own
   * failures.
   */
  pending: number;
}

/** Failed requests per address and minute: enough to explore the API, too few to guess keys. */
const MAX = 60;
const MINUTE = 60_000;
const MAX_ADDRESSES = 50_000;
/** Seconds to wait if only look-ups in flight use up the budget. */
const SOON = 1;

/**
 * Counts in memory and per process: a flood of unknown credentials must be refused without touching
 * the database, which exact counting would require. IPv6 addresses count by their /64, because
 * every host can choose among 2^64 of them.
 */
export function createAddressLimiter(
  clock: () => number,
  { max = MAX }: { max?: number } = {},
): AddressLimiter {
  const entries = new LRUCache<string, Entry>({ max: MAX_ADDRESSES });
  const entryOf = (address: string): Entry => {
    const minute = Math.floor(clock() / MINUTE);
    const network = networkOf(address);
    let entry = entries.get(network);
    if (!entry) {
      entry = { minute, failed: 0, pending: 0 };
      entries.set(network, entry);
    }
    if (entry.minute !== minute) Object.assign(entry, { minute, failed: 0 });
    return entry;
  };
  const untilNextMinute = () => Math.ceil((MINUTE - (clock() % MINUTE)) / 1_000);
  return {
    begin(address) {
      const entry = entryOf(address);
      if (entry.failed >= max) return untilNextMinute();
      if (entry.failed + entry.pending >= max) return SOON;
      entry.pending++;
      return { end: () => void entry.pending-- };
    },
    count(address) {
      const entry = entryOf(address);
      if (entry.failed >= max) return untilNextMinute();
      entry.failed++;
      return null;
    },
    wait(address) {
      return entryOf(address).failed >= max ? untilNextMinute() : null;
    },
  };
}
