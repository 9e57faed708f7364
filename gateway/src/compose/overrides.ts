import { randomUUID } from 'node:crypto';
import type { TransportOf } from '../graph/index.ts';

/** Dependencies that a caller, such as a test, may replace. */
export interface Overrides {
  /** Returns the current time in milliseconds: for limits, expiry, tokens and timestamps. */
  readonly clock?: (() => number) | undefined;
  /** Returns a new unique id: for requests, leases, clients and signing keys. */
  readonly newId?: (() => string) | undefined;
  /** Scrypt's N for new password hashes, which are slow on purpose. */
  readonly passwordCost?: number | undefined;
  /**
   * Returns the transport that reaches a subgraph; undefined to reach it in this process or at its
   * URL.
   */
  readonly upstreams?: TransportOf | undefined;
}

/** The sources of time and ids that every part receives, and the cost of passwords. */
export interface Sources extends Pick<Overrides, 'passwordCost'> {
  readonly clock: () => number;
  readonly newId: () => string;
}

/** Returns the sources of time and ids, by default the system clock and random UUIDs. */
export function sourcesOf({ clock = Date.now, newId = randomUUID, passwordCost }: Overrides): Sources {
  return { clock, newId, passwordCost };
}
