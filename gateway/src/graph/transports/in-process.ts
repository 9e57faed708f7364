import { formatError, type Logger, type OpenSubgraph, type SubgraphContext } from '@tributary/kit';
import { type DocumentNode, execute, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Transport } from './transport.ts';

/** Documents of a subgraph that are kept parsed; plans are few, so this is never reached in practice. */
const MOST_DOCUMENTS = 1_000;

/**
 * Executes a subgraph in this process. Its documents come from the query planner, so they are parsed once and not
 * validated again; one context serves all operations of a request, so that its loaders batch across them.
 */
export function inProcessTransport(subgraph: OpenSubgraph, log: Logger): Transport {
  const documents = new LRUCache<string, DocumentNode>({ max: MOST_DOCUMENTS });
  const contexts = new WeakMap<object, SubgraphContext>();
  return {
    async execute({ query, variables, operationName, request }) {
      let document = documents.get(query);
      if (!document) {
        document = parse(query, { noLocation: true });
        documents.set(query, document);
      }
      let contextValue = contexts.get(request);
      if (!contextValue) {
        contextValue = subgraph.context(request);
        contexts.set(request, contextValue);
      }
      const { data, errors } = await execute({
        schema: subgraph.schema,
        document,
        contextValue,
        variableValues: variables,
        operationName,
      });
      return {
        data: data as Record<string, unknown> | null,
        ...(errors ? { errors: errors.map((error) => formatError(error, log, request.requestId)) } : {}),
      };
    },
  };
}
