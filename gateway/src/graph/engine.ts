import type { Tracer } from '@tributary/kit/telemetry';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { AccessRules } from './authorization/access-rules.ts';
import type { PartCache } from './caching/part-cache.ts';
import type { Freshness } from './caching/response-freshness.ts';
import type { Fault, ResponsePath } from './faults.ts';
import type { Json } from './json.ts';
import type { BusyOperation } from './live/busy-operation.ts';
import type { Audience, Supergraph } from './supergraph.ts';
import type { RoutedRequest } from './transports/client-exchange.ts';
import type { Transport } from './transports/transport.ts';

/**
 * The result of an execution. Without `data` the operation was rejected and nothing has run: 400
 * over HTTP.
 */
export interface Outcome {
  readonly data?: Json | null;
  readonly faults: readonly Fault[];
  /** How long it may be used again; absent or null if not at all. */
  readonly freshness?: Freshness | null | undefined;
  /** What follows; absent if this is the whole result. */
  readonly deferred?: Deferred<Outcome> | undefined;
}

/** A deferred fragment at one path of the response. */
export interface DeferredFragment {
  /** Unique in the response. */
  readonly id: string;
  readonly path: ResponsePath;
  readonly label: string | undefined;
}

/** The results that follow the first one. */
export interface Deferred<Result> {
  /** The fragments that are missing in the first result. */
  readonly pending: readonly DeferredFragment[];
  /** Ends with the last fragment; nothing is fetched any more once its iterator has returned. */
  readonly results: AsyncIterable<DeferredResults<Result>>;
}

/** Deferred fragments that have been completed. */
export interface DeferredResults<Result> {
  /** Without data, a non-null field of the fragment has no value. */
  readonly completed: readonly { readonly fragment: DeferredFragment; readonly result: Result }[];
  /** The fragments that are missing in these. */
  readonly pending: readonly DeferredFragment[];
  readonly isLast: boolean;
}

/** An operation whose variables have been coerced without errors. */
export interface EngineRequest {
  readonly audience: Audience;
  /** Valid for the schema of the audience. */
  readonly document: DocumentNode;
  readonly source: string | undefined;
  readonly definition: OperationDefinitionNode;
  /** The variables as they were sent. */
  readonly variables: Readonly<Json>;
  /** The variables with their defaults, coerced to their types. */
  readonly coerced: Readonly<Json>;
  /** Whether deferred fragments may follow the first result. */
  readonly defers: boolean;
  readonly request: RoutedRequest;
}

/**
 * Returns the request under which the next event of a subscription is executed, with the rights
 * that the caller has then; null to end the subscription.
 */
export type NextRequest = () => Promise<RoutedRequest | null>;

/** Plans and executes operations on a supergraph. */
export interface Engine {
  /** Throws a GraphQLError to reject the operation. */
  execute(request: EngineRequest): Promise<Outcome>;
  /**
   * Starts a subscription: resolves with an outcome for each event, or with the outcome that
   * refuses it. Throws a GraphQLError to reject the operation.
   */
  subscribe(request: EngineRequest, next: NextRequest): Promise<Outcome | AsyncIterable<Outcome>>;
  /**
   * Plans an operation that is executed repeatedly, and caches the plan for as long as the document
   * is referenced.
   */
  prepare(audience: Audience, document: DocumentNode, definition: OperationDefinitionNode): void;
  /** Lists the operations that clients have executed most often, the most frequent first. */
  busiest(most: number): BusyOperation[];
  /** Plans an operation of clients ahead of its execution. */
  plan(document: DocumentNode, definition: OperationDefinitionNode, operation: BusyOperation): void;
  /** Returns the number of documents in the plan cache, without prepared ones. */
  planned(): number;
  stop(): Promise<void>;
}

/** The options of an engine. */
export interface EngineOptions {
  readonly supergraph: Supergraph;
  /** A transport for each subgraph. */
  readonly transports: ReadonlyMap<string, Transport>;
  /** What callers may select; null if only the subgraphs enforce it. */
  readonly access: AccessRules | null;
  /** Stores whole responses; nothing is stored without it. */
  readonly cache: PartCache | undefined;
  /** Maximum duration of one execution, in milliseconds. */
  readonly deadline: number;
  /** Maximum number of cached plans; the engine's own default if not given. */
  readonly mostDocuments: number | undefined;
  /** Traces the planning of operations. */
  readonly tracer: Tracer | undefined;
  /** Whether requests may ask for an explanation, which contains the plan. */
  readonly explains: boolean;
}

/** Creates an engine. */
export type CreateEngine = (options: EngineOptions) => Engine;
