import { failureName, type OpenSpan, type SpanLabel, type Tracer } from '@tributary/kit/telemetry';
import { type DocumentNode, getOperationAST, type OperationDefinitionNode } from 'graphql';
import type { Graph, GraphRequest, GraphResult } from '../graph.ts';

/** Starts a span for each operation that is executed. */
export function tracedGraph(graph: Graph, tracer: Tracer): Graph {
  const labels = new WeakMap<DocumentNode | OperationDefinitionNode, SpanLabel>();
  const labelOf = ({ document, operationName }: GraphRequest): SpanLabel => {
    const definition = getOperationAST(document, operationName);
    const known = labels.get(definition ?? document);
    if (known) return known;
    const label = labelFor(definition);
    labels.set(definition ?? document, label);
    return label;
  };
  return {
    ...graph,
    execute(request) {
      const span = tracer.parent()?.startChild(labelOf(request));
      return span ? traced(span, () => graph.execute(request)) : graph.execute(request);
    },
  };
}

function labelFor(definition: OperationDefinitionNode | null | undefined): SpanLabel {
  const { operation = 'query', name } = definition ?? {};
  return {
    name: `graphql ${operation}`,
    kind: 'internal',
    attributes: {
      'graphql.operation.type': operation,
      ...(name ? { 'graphql.operation.name': name.value } : {}),
    },
  };
}

async function traced(span: OpenSpan, work: () => Promise<GraphResult>): Promise<GraphResult> {
  try {
    const result = await span.run(work);
    span.end(undefined, result.errors ? 'errors' : undefined);
    return result;
  } catch (error) {
    span.end(undefined, failureName(error));
    throw error;
  }
}
