import { LRUCache } from 'lru-cache';

/** Requests without a valid key, by client address. */
export interface AddressLimiter {
  /** Counts one; says how long to wait, in seconds, when the address has used up its minute, and null otherwise. */
  refuse(address: string): number | null;
}

/** Requests of one address without a valid key in a minute: enough to explore, too few to guess keys. */
const MAX = 60;
const MINUTE = 60_000;
const MOST_ADDRESSES = 50_000;

/**
 * Limits those who have not identified themselves, in memory and per process: a flood of them must not reach the
 * database, which is what counting them exactly would take.
 */
export function createAddressLimiter(clock: () => number = Date.now): AddressLimiter {
  const seen = new LRUCache<string, { minute: number; count: number }>({ max: MOST_ADDRESSES });
  return {
    refuse(address) {
      const now = clock();
      const minute = Math.floor(now / MINUTE);
      let entry = seen.get(address);
      if (entry?.minute !== minute) {
        entry = { minute, count: 0 };
        seen.set(address, entry);
      }
      if (entry.count >= MAX) return Math.ceil(((minute + 1) * MINUTE - now) / 1_000);
      entry.count++;
      return null;
    },
  };
}
