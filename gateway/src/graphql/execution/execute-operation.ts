import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { GraphResult, LiveGraph } from '../../graph/index.ts';
import type { UsageRecorder } from '../../usage/index.ts';
import { lastExplained } from './explain-operations.ts';
import type { OperationContext } from './operation-context.ts';

/** An operation of a client's valid document. */
export interface ClientOperation {
  /** The schema that the document is valid for. */
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  /** The text of the document. */
  readonly source: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Executes an operation of a client and records its use. */
export type ExecuteOperation = (
  operation: ClientOperation,
  context: OperationContext,
) => Promise<GraphResult>;

/** Returns the function that executes operations on the graph that they are valid for. */
export function operationExecutor(graph: LiveGraph, usage: UsageRecorder | undefined): ExecuteOperation {
  return async ({ schema, document, source, operationName, variables }, context) => {
    const { headers, defer, ...caller } = context;
    const sent = { document, source, operationName, variables, ...caller };
    const result = await graph.of(schema).execute(sent);
    const { errors, deferred, freshness } = result;
    caller.exchange?.finished({ hasErrors: errors !== undefined, freshness });
    if (deferred) defer({ later: deferred, lastExtensions: lastExplained(caller.explanation) });
    usage?.record({
      schema,
      document,
      operationName,
      workspaceId: caller.principal?.workspaceId ?? null,
      headers,
      failed: errors !== undefined,
    });
    return result;
  };
}
