import { LRUCache } from 'lru-cache';
import { networkOf } from './network.ts';

/** An attempt in flight, such as the look-up of a credential. */
export interface Attempt {
  /** Releases the budget that the attempt reserved. A failure is counted separately. */
  end(): void;
}

/** Limits attempts per minute by a key, such as the client address. */
export interface AttemptLimiter {
  /** Reserves an attempt, or returns the number of seconds after which the key may try again. */
  begin(key: string): Attempt | number;
  /**
   * Counts an attempt that has failed, or any attempt where all of them count. Returns the seconds
   * to wait if the key has used up its budget for this minute, otherwise null.
   */
  count(key: string): number | null;
  /**
   * Returns the seconds to wait if the key has used up its budget for this minute, otherwise null.
   * Counts nothing.
   */
  wait(key: string): number | null;
}

interface Entry {
  minute: number;
  counted: number;
  /**
   * Attempts in flight. They count against the budget, so that a burst cannot outrun its own
   * failures.
   */
  pending: number;
}

/** Failed requests per address and minute: enough to explore the API, too few to guess keys. */
const MAX_FAILURES = 60;
const MINUTE = 60_000;
const MAX_KEYS = 50_000;
/** Seconds to wait if only attempts in flight use up the budget. */
const SOON = 1;

/** Limits of an address. */
export interface AddressLimits {
  /** Maximum number of attempts a minute. */
  readonly max?: number | undefined;
  /** How many processes divide this number among themselves. */
  readonly workers?: number | undefined;
}

/**
 * Limits attempts by client address. IPv6 addresses count by their /64, because every host can
 * choose among 2^64 of them.
 */
export function createAddressLimiter(
  clock: () => number,
  { max = MAX_FAILURES, workers = 1 }: AddressLimits = {},
): AttemptLimiter {
  const { begin, count, wait } = createAttemptLimiter(clock, { max: Math.ceil(max / workers) });
  return {
    begin: (address) => begin(networkOf(address)),
    count: (address) => count(networkOf(address)),
    wait: (address) => wait(networkOf(address)),
  };
}

/**
 * Limits attempts to `max` per key and minute. Counts in memory and per process: a flood of unknown
 * credentials must be refused without touching the database, which exact counting would require.
 */
export function createAttemptLimiter(clock: () => number, { max }: { max: number }): AttemptLimiter {
  // `max` would allocate room for all keys at once, which takes longer than the rest of a start.
  const entries = new LRUCache<string, Entry>({ maxSize: MAX_KEYS, sizeCalculation: () => 1 });
  const entryOf = (key: string): Entry => {
    const minute = Math.floor(clock() / MINUTE);
    let entry = entries.get(key);
    if (!entry) {
      entry = { minute, counted: 0, pending: 0 };
      entries.set(key, entry);
    }
    if (entry.minute !== minute) Object.assign(entry, { minute, counted: 0 });
    return entry;
  };
  const untilNextMinute = () => Math.ceil((MINUTE - (clock() % MINUTE)) / 1_000);
  return {
    begin(key) {
      const entry = entryOf(key);
      if (entry.counted >= max) return untilNextMinute();
      if (entry.counted + entry.pending >= max) return SOON;
      entry.pending++;
      return { end: () => void entry.pending-- };
    },
    count(key) {
      const entry = entryOf(key);
      if (entry.counted >= max) return untilNextMinute();
      entry.counted++;
      return null;
    },
    wait(key) {
      return entryOf(key).counted >= max ? untilNextMinute() : null;
    },
  };
}
