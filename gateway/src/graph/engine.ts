import type { Tracer } from '@tributary/kit/telemetry';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { AccessRules } from './authorization/access-rules.ts';
import type { Fault } from './faults.ts';
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
