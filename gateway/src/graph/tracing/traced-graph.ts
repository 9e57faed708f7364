import { type Tracer, traced } from '@tributary/kit/telemetry';
import { getOperationAST } from 'graphql';
import type { Graph } from '../graph.ts';

/** Starts a span for each operation that is executed. */
export function tracedGraph(graph: Graph, tracer: Tracer): Graph {
  return {
    ...graph,
    execute(request) {
      const { operation = 'query', name } = getOperationAST(request.document, request.operationName) ?? {};
      const span = tracer.start(`graphql ${operation}`, 'internal', {
        'graphql.operation.type': operation,
        ...(name ? { 'graphql.operation.name': name.value } : {}),
      });
      return traced(
        span,
        () => graph.execute(request),
        ({ errors }) => (errors ? 'errors' : undefined),
      );
    },
  };
}
