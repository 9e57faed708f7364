import type { Logger } from '@tributary/kit';
import type { SubgraphRequest } from '@tributary/kit/host';
import type { DocumentNode, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { createDocuments } from './document.ts';
import { createExecutor, type Executor } from './executor.ts';
import type { Measure } from './measure/measure.ts';
import type { Audience } from './planning/planner.ts';
import { show } from './show.ts';
import type { TransportOf } from './transports/transport.ts';

export { deliveryWatch, type WatchDelivery } from './delivery.ts';
export { type NodeTypes, nodeTypes } from './nodes.ts';
export { inProcessPort } from './port.ts';
export { httpTransport, plainHttpTransport } from './transports/http.ts';
export { inProcessTransport } from './transports/in-process.ts';
export type { Transport, TransportOf } from './transports/transport.ts';

/** One operation on the whole graph, already parsed and validated. */
export interface GraphRequest extends SubgraphRequest {
  readonly document: DocumentNode;
  /** The text of the document, where the door has it: names the plan without printing the document. */
  readonly source?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Set only for a document of `Graph.internal`: the gateway and its subgraphs ask, not a client. */
  readonly audience?: Audience | undefined;
}

/** An answer; without `data` the operation was refused and nothing has run (400 over HTTP). */
export interface GraphResult {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFormattedError[];
}

/** The graph as one audience sees it. */
export interface GraphView {
  /** What may be asked: documents are parsed and validated against it. */
  readonly schema: GraphQLSchema;
  /**
   * Parses, validates and plans a document that is executed again and again, and keeps it for as long as somebody
   * holds it. Throws a GraphQLError when it does not fit the graph.
   */
  prepare(text: string, operationName?: string): DocumentNode;
}

/** The supergraph in execution, as clients see it. This is the only room that knows how; its interface is `execute`. */
export interface Graph extends GraphView {
  /** The whole supergraph, with what is `@inaccessible`: for the gateway's own questions and its subgraphs'. */
  readonly internal: GraphView;
  /** How large an operation of a valid document is, before it is planned; null when there is none of that name. */
  measure(document: DocumentNode, operationName?: string): Measure | null;
  /** Plans and executes. Errors are in the result, fit to be shown; what could be fetched is there beside them. */
  execute(request: GraphRequest): Promise<GraphResult>;
  stop(): Promise<void>;
}

export interface GraphOptions {
  readonly supergraphSdl: string;
  readonly transportOf: TransportOf;
  readonly log: Logger;
  /** Shows every error of a subgraph as it is: for a general router, whose subgraphs mask their errors themselves. */
  readonly showErrors?: boolean;
  /** Longest that one request may take, in milliseconds; 30 s if not given. */
  readonly deadline?: number;
}

/** Loads the supergraph, with a transport for each of its subgraphs. */
export async function openGraph(options: GraphOptions): Promise<Graph> {
  const { log, showErrors: openly = false } = options;
  const executor = createExecutor(options);
  return {
    ...viewOf(executor, 'client'),
    internal: viewOf(executor, 'internal'),
    measure: executor.measure,
    async execute({ document, source, operationName, variables, audience, ...request }) {
      const { faults, ...answer } = await executor.execute({
        document,
        source,
        operationName,
        variables,
        audience,
        request,
      });
      if (faults.length === 0) return answer;
      return { ...answer, errors: faults.map((fault) => show(fault, { openly, log, ...request })) };
    },
    stop: () => executor.stop(),
  };
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
