import type { Logger, SubgraphRequest } from '@tributary/kit';
import { formatError, type OpenSubgraph } from '@tributary/kit/host';
import { type ExecutionResult, execute } from 'graphql';
import { needsRerun, withoutDuplicateErrors } from './compiled-query.ts';
import { type PreparedDocument, preparedDocuments } from './prepared-documents.ts';
import type { SubgraphOperation, Transport } from './transport.ts';

/** The part of a subgraph that executes operations. */
export type LocalSubgraph = Pick<OpenSubgraph, 'schema' | 'context'>;

/**
 * Executes operations of a subgraph in this process. The planner writes valid documents, so they
 * are parsed once and not validated. All operations of a request share one context, so that loaders
 * batch across them.
 */
export function inProcessTransport(subgraph: LocalSubgraph, log: Logger): Transport {
  const documents = preparedDocuments(subgraph.schema);
  const contexts = new WeakMap<object, SubgraphRequest>();
  return {
    async execute(operation) {
      const prepared = documents.of(operation);
      const { request } = operation;
      let context = contexts.get(request);
      if (!context) {
        context = subgraph.context(request);
        contexts.set(request, context);
      }
      const { data, errors } = await run(subgraph, prepared, operation, context);
      return {
        data: data as Record<string, unknown> | null,
        ...(errors ? { errors: errors.map((error) => formatError(error, log, request.requestId)) } : {}),
      };
    },
  };
}

async function run(
  { schema }: LocalSubgraph,
  prepared: PreparedDocument,
  { variables, operationName }: SubgraphOperation,
  contextValue: SubgraphRequest,
): Promise<ExecutionResult> {
  if (prepared.compiled) {
    const result = await prepared.compiled(contextValue, variables);
    if (!needsRerun(result)) return withoutDuplicateErrors(result);
  }
  return execute({
    schema,
    document: prepared.document,
    contextValue,
    variableValues: variables,
    operationName,
  });
}
