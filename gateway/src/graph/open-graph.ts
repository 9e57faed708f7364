import type { Logger } from '@tributary/kit';
import { parse, validate } from 'graphql';
import type { PartCache } from './caching/part-cache.ts';
import { createDocuments } from './documents/document-cache.ts';
import type { CreateEngine, Deferred, DeferredResults, Outcome } from './engine.ts';
import { createExecutor, type Execution, type Executor, type RecordWrite } from './executor.ts';
import { formatFault } from './format-fault.ts';
import type { Graph, GraphRequest, GraphResult, GraphView } from './graph.ts';
import type { Audience } from './supergraph.ts';
import type { GraphTelemetry } from './tracing/graph-telemetry.ts';
import { tracedGraph } from './tracing/traced-graph.ts';
import type { TransportOf } from './transports/transport.ts';

/** The engines that can execute the graph: Tributary's own, or `@apollo/gateway`. */
export type EngineName = 'tributary' | 'apollo';

export interface GraphOptions {
  readonly supergraphSdl: string;
  readonly transportOf: TransportOf;
  readonly log: Logger;
  /** Tributary's own if not given. */
  readonly engine?: EngineName | undefined;
  /** Shows every subgraph error unmasked, for a general router, whose subgraphs mask their own. */
  readonly showErrors?: boolean;
  /** Whether the security directives are enforced here, and not only by the subgraphs. */
  readonly authorizes?: boolean;
  /** Stores whole responses, and applies the directives for caching; see `ExecutorOptions`. */
  readonly cache?: PartCache | undefined;
  /** Maximum duration of one request, in milliseconds; 30 s if not given. */
  readonly deadline?: number;
  /** Called with the workspace of each mutation before it is answered. */
  readonly recordWrite?: RecordWrite | undefined;
  /** Where operations, plans and fetches are traced; nothing is traced without it. */
  readonly telemetry?: GraphTelemetry | undefined;
  /** Whether requests may ask for an explanation. */
  readonly explains?: boolean | undefined;
}

/** Loads the supergraph and its engine, with a transport for each subgraph. */
export async function openGraph(options: GraphOptions): Promise<Graph> {
  const { log, showErrors = false, engine, telemetry } = options;
  const createEngine = engine === 'apollo' ? await loadApollo(options.supergraphSdl) : undefined;
  const executor = createExecutor({ ...options, createEngine });
  const resultOf = ({ faults, deferred, ...outcome }: Outcome, requestId: string): GraphResult => {
    const later = deferred && { deferred: formatted(deferred, (each) => resultOf(each, requestId)) };
    const result = { ...outcome, ...later };
    if (faults.length === 0) return result;
    return { ...result, errors: faults.map((fault) => formatFault(fault, { showErrors, log, requestId })) };
  };
  const client = viewOf(executor, 'client');
  const graph: Graph = {
    ...client,
    internal: viewOf(executor, 'internal'),
    measure: executor.measure,
    execute: async (request) => resultOf(await executor.execute(executionOf(request)), request.requestId),
    async subscribe(request, next) {
      const { requestId } = request;
      const started = await executor.subscribe(executionOf(request), next);
      if (!(Symbol.asyncIterator in started)) return resultOf(started, requestId);
      return (async function* () {
        for await (const outcome of started) yield resultOf(outcome, requestId);
      })();
    },
    busiest: executor.busiest,
    plan(operation) {
      const document = parse(operation.text);
      if (validate(client.schema, document).length > 0) return false;
      executor.plan(document, operation);
      return true;
    },
    stop: () => executor.stop(),
  };
  return telemetry ? tracedGraph(graph, telemetry.tracer) : graph;
}

/** Formats the results of deferred fragments. */
function formatted(
  { pending, results }: Deferred<Outcome>,
  format: (outcome: Outcome) => GraphResult,
): Deferred<GraphResult> {
  const each = async function* (): AsyncGenerator<DeferredResults<GraphResult>, void, undefined> {
    for await (const { completed, ...rest } of results)
      yield {
        ...rest,
        completed: completed.map(({ fragment, result }) => ({ fragment, result: format(result) })),
      };
  };
  return { pending, results: each() };
}

/** Separates the operation from the request that subgraphs receive. */
function executionOf(graphRequest: GraphRequest): Execution {
  const { document, source, operationName, variables, audience, defers, ...request } = graphRequest;
  return { document, source, operationName, variables, audience, defers, request };
}

/** Imports `@apollo/gateway` on demand: it takes longer to load than the rest of the gateway. */
async function loadApollo(supergraphSdl: string): Promise<CreateEngine> {
  const { loadApolloEngine } = await import('./apollo/apollo-engine.ts');
  return loadApolloEngine(supergraphSdl);
}

function viewOf(executor: Executor, audience: Audience): GraphView {
  const schema = executor.schemas[audience];
  const documents = createDocuments(schema);
  return {
    schema,
    prepare(text, operationName) {
      const { document, errors } = documents.read(text);
      if (!document || errors[0]) throw errors[0]!;
      executor.prepare(audience, document, operationName);
      return document;
    },
  };
}
