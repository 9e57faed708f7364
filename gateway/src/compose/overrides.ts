import { randomUUID } from 'node:crypto';
import type { TransportOf } from '../graph/index.ts';

/** What a caller may replace, such as a test. */
export interface Overrides {
  /** Returns the current time in milliseconds: for limits, expiry, tokens and timestamps. */
  readonly clock?: (() => number) | undefined;
  /** Returns a new unique id: for requests, leases, clients and signing keys. */
  readonly newId?: (() => string) | undefined;
  /**
   * Reaches the subgraphs for which it returns a transport, instead of in this process or at their
   * URLs.
   */
  readonly upstreams?: TransportOf | undefined;
}

/** The sources of time and ids that every part receives. */
export interface Sources {
  readonly clock: () => number;
  readonly newId: () => string;
}

/** Fills in the system's clock and random ids. */
export function sourcesOf({ clock = Date.now, newId = randomUUID }: Overrides): Sources {
  return { clock, newId };
}
