import type { Logger, SubgraphContext } from '@tributary/kit';
import { formatError, type OpenSubgraph } from '@tributary/kit/host';
import { type ExecutionResult, execute } from 'graphql';
import { isDoubtful, withoutEchoes } from './compiled.ts';
import { type KnownDocument, knownDocuments } from './known-documents.ts';
import type { SubgraphOperation, Transport } from './transport.ts';

/** What a subgraph must have to be executed here. */
export type LocalSubgraph = Pick<OpenSubgraph, 'schema' | 'context'>;

/**
 * Executes a subgraph in this process. Its documents come from the query planner, so they are parsed once and not
 * validated again; one context serves all operations of a request, so that its loaders batch across them.
 */
export function inProcessTransport(subgraph: LocalSubgraph, log: Logger): Transport {
  const documents = knownDocuments(subgraph.schema);
  const contexts = new WeakMap<object, SubgraphContext>();
  return {
    async execute(operation) {
      const known = documents.of(operation);
      const { request } = operation;
      let context = contexts.get(request);
      if (!context) {
        context = subgraph.context(request);
        contexts.set(request, context);
      }
      const { data, errors } = await run(subgraph, known, operation, context);
      return {
        data: data as Record<string, unknown> | null,
        ...(errors ? { errors: errors.map((error) => formatError(error, log, request.requestId)) } : {}),
      };
    },
  };
}

async function run(
  { schema }: LocalSubgraph,
  known: KnownDocument,
  { variables, operationName }: SubgraphOperation,
  contextValue: SubgraphContext,
): Promise<ExecutionResult> {
  if (known.compiled) {
    const result = await known.compiled(contextValue, variables);
    if (!isDoubtful(result)) return withoutEchoes(result);
  }
  return execute({
    schema,
    document: known.document,
    contextValue,
    variableValues: variables,
    operationName,
  });
}
