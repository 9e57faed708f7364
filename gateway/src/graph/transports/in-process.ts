import type { Logger, SubgraphRequest } from '@tributary/kit';
import { formatError, type OpenSubgraph } from '@tributary/kit/host';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
} from 'graphql';
import { needsRerun, withoutDuplicateErrors } from './compiled-query.ts';
import { type PreparedDocument, preparedDocuments } from './prepared-documents.ts';
import type { SourceEvent, SubgraphOperation, SubgraphResult, Transport } from './transport.ts';

/** The part of a subgraph that executes operations. */
export type LocalSubgraph = Pick<OpenSubgraph, 'schema' | 'context'>;

/**
 * Executes operations of a subgraph in this process. The planner writes valid documents, so they
 * are parsed once and not validated. All operations of a request share one context, so that loaders
 * batch across them.
 */
export function inProcessTransport(subgraph: LocalSubgraph, log: Logger): Transport {
  const documents = preparedDocuments(subgraph.schema);
  const own = Symbol('context');
  // A property, because V8's young-generation collector keeps the values of a WeakMap alive: every
  // row that a loader has read would be promoted. Not enumerable, so that copies have their own.
  const contextOf = (request: SubgraphRequest & { [own]?: SubgraphRequest }): SubgraphRequest => {
    if (!request[own]) Object.defineProperty(request, own, { value: subgraph.context(request) });
    return request[own]!;
  };
  const resultOf = ({ data, errors }: ExecutionResult, { requestId }: SubgraphRequest): SubgraphResult => ({
    data: data as Record<string, unknown> | null,
    ...(errors ? { errors: errors.map((error) => formatError(error, log, requestId)) } : {}),
  });
  return {
    async execute(operation) {
      const { request } = operation;
      return resultOf(await run(subgraph, documents.of(operation), operation, contextOf(request)), request);
    },
    async subscribe(operation) {
      const { request } = operation;
      const { document } = documents.of(operation);
      const args = argumentsOf(subgraph, document, operation, contextOf(request));
      const events = await createSourceEventStream(args);
      if (!(Symbol.asyncIterator in events)) return resultOf(events, request);
      return (async function* (): AsyncGenerator<SourceEvent, void, undefined> {
        for await (const rootValue of events)
          yield async (current) =>
            resultOf(await execute({ ...args, rootValue, contextValue: contextOf(current) }), current);
      })();
    },
  };
}

async function run(
  subgraph: LocalSubgraph,
  prepared: PreparedDocument,
  operation: SubgraphOperation,
  contextValue: SubgraphRequest,
): Promise<ExecutionResult> {
  if (prepared.compiled) {
    const result = await prepared.compiled(contextValue, operation.variables);
    if (!needsRerun(result)) return withoutDuplicateErrors(result);
  }
  return execute(argumentsOf(subgraph, prepared.document, operation, contextValue));
}

function argumentsOf(
  { schema }: LocalSubgraph,
  document: DocumentNode,
  { variables, operationName }: SubgraphOperation,
  contextValue: SubgraphRequest,
): ExecutionArgs {
  return { schema, document, contextValue, variableValues: variables, operationName };
}
