import type { OpenSpan } from '@tributary/kit/telemetry';
import type { GraphQLFormattedError } from 'graphql';
import type { CallerKeys } from '../caching/caller-keys.ts';
import type { OperationHints } from '../caching/operation-hints.ts';
import type { Freshness } from '../caching/response-freshness.ts';
import type { RoutedRequest } from './client-exchange.ts';

/** An operation of a query plan, for one subgraph. */
export interface SubgraphOperation {
  /** The text of the operation; transports may cache by it. */
  readonly query: string;
  /** Only queries may be retried or compiled. */
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
  /** What the schema declares for caching; absent or null if nothing is cached. */
  readonly hints?: OperationHints | null | undefined;
  /** The fetch of a plan; the same object for all executions, absent if it is not of a plan. */
  readonly origin?: object | undefined;
  /** The span of a sampled operation, for transports that continue its trace. */
  readonly span?: OpenSpan | undefined;
  /** The gateway request it is part of; the same object for all operations of the request. */
  readonly request: RoutedRequest;
}

/**
 * A subgraph's response. The caller owns its objects and may merge into them; leaf values may be
 * shared.
 */
export interface SubgraphResult {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
  /** How long it may be used again; absent or null if not at all. */
  freshness?: Freshness | null;
}

/**
 * One event of a subscription. Returns the result of the subgraph's operation for it, with the
 * rights of the given request.
 */
export type SourceEvent = (request: RoutedRequest) => Promise<SubgraphResult>;

/** Carries operations to a subgraph; which transport is used is a matter of configuration. */
export interface Transport {
  /**
   * Whether it passes on the span of an operation; otherwise, an operation is executed with that as
   * the current span. False if absent.
   */
  readonly continuesTrace?: boolean;
  /** Rejects if there is no GraphQL response; observes the request's signal. */
  execute(operation: SubgraphOperation): Promise<SubgraphResult>;
  /**
   * Starts a subscription: resolves with its events, which end when the request's signal is
   * aborted, or with the errors for which it was refused. Absent if the transport has no
   * subscriptions.
   */
  subscribe?(operation: SubgraphOperation): Promise<SubgraphResult | AsyncIterable<SourceEvent>>;
  /** Returns what the subgraph learns of a caller; absent if its responses are not cached. */
  callerOf?(request: RoutedRequest): Promise<CallerKeys>;
  /** Closes open connections. */
  stop?(): Promise<void>;
}

/**
 * Returns the transport of a subgraph, by its name and its URL in the supergraph; undefined if it
 * is unknown.
 */
export type TransportOf = (name: string, url: string) => Transport | undefined;
