import type { DocumentNode, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Freshness } from './caching/response-freshness.ts';
import type { Deferred } from './engine.ts';
import type { BusyOperation } from './live/busy-operation.ts';
import type { Measure } from './measure/measure.ts';
import type { Audience } from './supergraph.ts';
import type { RoutedRequest } from './transports/client-exchange.ts';

/** An operation on the whole graph, already parsed and validated. */
export interface GraphRequest extends RoutedRequest {
  readonly document: DocumentNode;
  /**
   * The text of the document, if the endpoint has it; identifies the plan without printing the
   * document.
   */
  readonly source?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether deferred fragments may follow the first result; false if not given. */
  readonly defers?: boolean | undefined;
  /** Set only for documents of `Graph.internal`, which come from the gateway or its subgraphs. */
  readonly audience?: Audience | undefined;
}

/**
 * The result of an operation; without `data` it was rejected and nothing has run (400 over HTTP).
 */
export interface GraphResult {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFormattedError[];
  /** How long it may be used again; absent or null if not at all. */
  freshness?: Freshness | null | undefined;
  /** What follows; absent if this is the whole result. */
  deferred?: Deferred<GraphResult> | undefined;
}

/** The graph as one audience sees it. */
export interface GraphView {
  /** The schema that documents are validated against. */
  readonly schema: GraphQLSchema;
  /**
   * Parses, validates and plans a document that is executed repeatedly; its plan is cached for as
   * long as the document is referenced. Throws a GraphQLError if the document is not valid.
   */
  prepare(text: string, operationName?: string): DocumentNode;
}

/** The supergraph as clients see it. Everything about its execution is hidden behind `execute`. */
export interface Graph extends GraphView {
  /** The whole supergraph including `@inaccessible` elements, for the gateway and its subgraphs. */
  readonly internal: GraphView;
  /**
   * Measures an operation of a valid document before it is planned; null if there is none of that
   * name.
   */
  measure(document: DocumentNode, operationName?: string): Measure | null;
  /**
   * Plans and executes an operation. The result has errors formatted for the caller, and the data
   * that could be fetched.
   */
  execute(request: GraphRequest): Promise<GraphResult>;
  /**
   * Starts a subscription: resolves with a result for each event, or with the errors for which it
   * is refused. The results end when the signal of `request` is aborted, or when `next` returns
   * null; they are executed under the requests that `next` returns.
   */
  subscribe(
    request: GraphRequest,
    next: () => Promise<RoutedRequest | null>,
  ): Promise<GraphResult | AsyncIterable<GraphResult>>;
  /** Lists the operations that clients have executed most often, the most frequent first. */
  busiest(most: number): BusyOperation[];
  /** Plans an operation of clients ahead of its execution; returns false if it is not valid. */
  plan(operation: BusyOperation): boolean;
  stop(): Promise<void>;
}
