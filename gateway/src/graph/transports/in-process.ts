import { formatError, type Logger, type OpenSubgraph, type SubgraphContext } from '@tributary/kit';
import { type DocumentNode, type ExecutionResult, execute, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type CompiledQuery, compile, isDoubtful, withoutEchoes } from './compiled.ts';
import type { SubgraphOperation, Transport } from './transport.ts';

/** Documents of a subgraph that are kept parsed and compiled. */
const MOST_DOCUMENTS = 2_000;

/** A document is compiled when it comes again: compiling costs as much as some hundred executions. */
const COMPILED_FROM = 2;

/** What is known of one document. */
interface Known {
  readonly document: DocumentNode;
  uses: number;
  /** Null while it is not compiled, and for good when it must not be. */
  compiled: CompiledQuery | null;
}

/** What a subgraph must have to be executed here. */
export type LocalSubgraph = Pick<OpenSubgraph, 'schema' | 'context'>;

/**
 * Executes a subgraph in this process. Its documents come from the query planner, so they are parsed once and not
 * validated again; one context serves all operations of a request, so that its loaders batch across them.
 */
export function inProcessTransport(subgraph: LocalSubgraph, log: Logger): Transport {
  const documents = new LRUCache<string, Known>({ max: MOST_DOCUMENTS });
  const contexts = new WeakMap<object, SubgraphContext>();
  return {
    async execute(operation) {
      const known = knownOf(documents, operation, subgraph);
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

function knownOf(
  documents: LRUCache<string, Known>,
  { query, kind }: SubgraphOperation,
  { schema }: LocalSubgraph,
): Known {
  let known = documents.get(query);
  if (!known) {
    known = { document: parse(query, { noLocation: true }), uses: 0, compiled: null };
    documents.set(query, known);
  }
  known.uses += 1;
  // A mutation is never run twice, and an answer with a member `__proto__` cannot be compiled.
  const may = kind === 'query' && !query.includes('__proto__');
  if (known.uses === COMPILED_FROM && may) known.compiled = compile(schema, known.document);
  return known;
}

async function run(
  { schema }: LocalSubgraph,
  known: Known,
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
