import type { Freshness } from '../caching/response-freshness.ts';
import type { Fault } from '../faults.ts';
import type { Json } from '../json.ts';
import type { RoutedRequest } from '../transports/client-exchange.ts';
import type { SourceEvent } from '../transports/transport.ts';
import type { Batcher } from './entities/entity-batches.ts';
import type { FetchedData } from './paths.ts';

/** The state of one execution of a plan, shared by all of its fetches. */
export interface Run extends FetchedData {
  readonly faults: Fault[];
  /** The caller's variables, uncoerced: subgraphs receive them as they were sent. */
  readonly variables: Readonly<Json>;
  readonly request: RoutedRequest;
  /** The event that a subscription's plan is executed for; null for any other operation. */
  readonly event: SourceEvent | null;
  /** Batchers of the fetches that share a signature, by that signature. */
  readonly batchers: Map<string, Batcher>;
  /** Subgraphs with an operation in flight, once per operation. */
  readonly inFlight: string[];
  /** Whether parts of the response are built from the same data later. */
  readonly isDeferred: boolean;
  /** How long all responses so far may be used again; undefined before the first one. */
  freshness?: Freshness | null;
  /** Set once the caller no longer waits for a response: no fetch starts or reports after that. */
  finished: boolean;
}

/** A compiled fetch, or all fetches of a plan. */
export type Step = (run: Run) => Promise<void>;
