import { type DocumentNode, GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import { readAccessRules } from './authorization/access-rules.ts';
import type { PartCache } from './caching/part-cache.ts';
import { findOperation } from './documents/find-operation.ts';
import type { CreateEngine, EngineRequest, NextRequest, Outcome } from './engine.ts';
import { faultOf, rejection } from './faults.ts';
import type { Json } from './json.ts';
import type { BusyOperation } from './live/busy-operation.ts';
import { createMeasures, type Measure } from './measure/measure.ts';
import { type Audience, loadSupergraph, type Supergraph } from './supergraph.ts';
import { explainedTransport } from './tracing/explained-transport.ts';
import type { GraphTelemetry } from './tracing/graph-telemetry.ts';
import { tracedTransport } from './tracing/traced-transport.ts';
import type { RoutedRequest } from './transports/client-exchange.ts';
import type { Transport, TransportOf } from './transports/transport.ts';
import { createTributaryEngine } from './tributary/tributary-engine.ts';

/** An operation to execute, and the request it belongs to. */
export interface Execution {
  /** Parsed and validated. */
  readonly document: DocumentNode;
  /** The schema that the document is valid for; the client schema if not given. */
  readonly audience?: Audience | undefined;
  /** The text of the document, if the endpoint has it. */
  readonly source?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Json>;
  /** Whether deferred fragments may follow the first result; false if not given. */
  readonly defers?: boolean | undefined;
  readonly request: RoutedRequest;
}

/** Executes operations on a supergraph by one of the engines. */
export interface Executor {
  readonly schemas: Readonly<Record<Audience, GraphQLSchema>>;
  /**
   * Measures an operation of a client's valid document; null if the document has no operation of
   * that name.
   */
  measure(document: DocumentNode, operationName?: string): Measure | null;
  execute(execution: Execution): Promise<Outcome>;
  /** Starts a subscription; see `Engine.subscribe`. */
  subscribe(execution: Execution, next: NextRequest): Promise<Outcome | AsyncIterable<Outcome>>;
  /**
   * Plans an operation ahead of its first execution; throws a GraphQLError if it cannot be
   * executed.
   */
  prepare(audience: Audience, document: DocumentNode, operationName?: string): void;
  /** Lists the operations that clients have executed most often, the most frequent first. */
  busiest(most: number): BusyOperation[];
  /** Plans a client's operation of a valid document ahead of its execution. */
  plan(document: DocumentNode, operation: BusyOperation): void;
  /** Returns the number of documents in the plan cache, without prepared ones. */
  planned(): number;
  /** Closes the engine and the transports. */
  stop(): Promise<void>;
}

/** Default maximum duration of one execution, in milliseconds. */
const DEADLINE = 30_000;

export interface ExecutorOptions {
  readonly supergraphSdl: string;
  readonly transportOf: TransportOf;
  /** Maximum duration of one execution, in milliseconds. */
  readonly deadline?: number | undefined;
  /** Maximum number of cached plans. */
  readonly mostDocuments?: number | undefined;
  /** Whether the security directives are enforced here, and not only by the subgraphs. */
  readonly authorizes?: boolean | undefined;
  /**
   * Stores whole responses, and lets the directives for caching apply to fetches; nothing is cached
   * by the engine without it.
   */
  readonly cache?: PartCache | undefined;
  /** Tributary's own engine if not given. */
  readonly createEngine?: CreateEngine | undefined;
  /** Called with the workspace of each mutation before it is answered. */
  readonly recordWrite?: RecordWrite | undefined;
  /** Where plans and fetches are traced; nothing is traced without it. */
  readonly telemetry?: GraphTelemetry | undefined;
  /** Whether requests may ask for an explanation. */
  readonly explains?: boolean | undefined;
}

/** Remembers that a workspace has written. */
export type RecordWrite = (workspaceId: string) => Promise<void>;

/** Loads a supergraph for execution; each of its subgraphs needs a transport. */
export function createExecutor(options: ExecutorOptions): Executor {
  const supergraph = loadSupergraph(options.supergraphSdl);
  const { schemas } = supergraph;
  const transports = transportsTo(supergraph, options);
  const {
    createEngine = createTributaryEngine,
    deadline = DEADLINE,
    mostDocuments,
    telemetry,
    explains = false,
  } = options;
  const access = options.authorizes ? readAccessRules(supergraph.document) : null;
  const engine = createEngine({
    supergraph,
    transports,
    access,
    cache: options.cache,
    deadline,
    mostDocuments,
    tracer: telemetry?.tracer,
    explains,
  });
  return {
    schemas,
    measure: createMeasures(schemas.client, supergraph.weights),
    execute: (execution) =>
      coerced(schemas, execution, async (request) => {
        if (request.definition.operation === 'subscription') throw new GraphQLError(IS_SUBSCRIPTION);
        return afterWrite(request, await engine.execute(request), options.recordWrite);
      }),
    subscribe: (execution, next) =>
      coerced(schemas, execution, (request) => {
        if (request.definition.operation !== 'subscription') throw new GraphQLError(NO_SUBSCRIPTION);
        return engine.subscribe(request, next);
      }),
    prepare(audience, document, operationName) {
      engine.prepare(audience, document, findOperation(schemas[audience], document, operationName));
    },
    busiest: (most) => engine.busiest(most),
    plan(document, operation) {
      engine.plan(document, findOperation(schemas.client, document, operation.operationName), operation);
    },
    planned: () => engine.planned(),
    async stop() {
      await engine.stop();
      await Promise.all([...transports.values()].map((transport) => transport.stop?.()));
    },
  };
}

/** Returns the outcome when the write of a mutation has been recorded. */
async function afterWrite(
  { definition, request }: EngineRequest,
  outcome: Outcome,
  recordWrite: RecordWrite | undefined,
): Promise<Outcome> {
  if (definition.operation === 'mutation' && request.principal)
    await recordWrite?.(request.principal.workspaceId);
  return outcome;
}

const IS_SUBSCRIPTION =
  'A subscription has a stream of results: send it with `Accept: text/event-stream`, or over a WebSocket.';
const NO_SUBSCRIPTION = 'Only subscriptions are streamed: send queries and mutations by POST.';

/** Finds the operation and coerces its variables; returns the errors as an outcome. */
async function coerced<Result>(
  schemas: Supergraph['schemas'],
  { audience = 'client', document, source, operationName, variables, defers = false, request }: Execution,
  run: (request: EngineRequest) => Promise<Result>,
): Promise<Result | Outcome> {
  try {
    const schema = schemas[audience];
    const definition = findOperation(schema, document, operationName);
    const { coerced, errors } = getVariableValues(schema, definition.variableDefinitions ?? [], variables, {
      maxErrors: 50,
    });
    if (errors) return { faults: errors.map(rejection) };
    // What subgraphs and jobs ask may be about to be written, so that it must not be old.
    const mayLag = definition.operation === 'query' && audience === 'client' && request.mayLag !== false;
    return await run({
      audience,
      document,
      source,
      definition,
      variables,
      coerced,
      defers,
      request: { ...request, mayLag },
    });
  } catch (error) {
    return error instanceof GraphQLError
      ? { faults: [rejection(error)] }
      : { data: null, faults: [faultOf(error)] };
  }
}

function transportsTo(
  { subgraphs }: Supergraph,
  { transportOf, telemetry, explains }: ExecutorOptions,
): Map<string, Transport> {
  const transports = new Map<string, Transport>();
  for (const { name, url } of subgraphs) {
    const transport = transportOf(name, url);
    if (!transport)
      throw new Error(`The supergraph has a subgraph "${name}" that this gateway does not know.`);
    const traced = telemetry ? tracedTransport(name, transport, telemetry) : transport;
    transports.set(name, explains ? explainedTransport(name, traced) : traced);
  }
  return transports;
}
