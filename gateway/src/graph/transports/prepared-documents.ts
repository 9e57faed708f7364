import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type CompiledQuery, compile } from './compiled-query.ts';
import type { SubgraphOperation } from './transport.ts';

/** Maximum number of cached documents of one subgraph. */
const MOST_DOCUMENTS = 2_000;

/**
 * Documents are compiled on their second use, because compiling costs as much as a few hundred
 * executions.
 */
const COMPILED_FROM = 2;

/** A parsed document, compiled if it is used repeatedly. */
export interface PreparedDocument {
  readonly document: DocumentNode;
  uses: number;
  /** Null until it is compiled, and always if it must not be. */
  compiled: CompiledQuery | null;
}

/** Caches the documents of one subgraph. */
export interface PreparedDocuments {
  of(operation: SubgraphOperation): PreparedDocument;
  size(): number;
}

/** Creates the cache of a subgraph's documents. */
export function preparedDocuments(schema: GraphQLSchema): PreparedDocuments {
  const all = new LRUCache<string, PreparedDocument>({ max: MOST_DOCUMENTS });
  return {
    of({ query, kind }) {
      let prepared = all.get(query);
      if (!prepared) {
        prepared = { document: parse(query, { noLocation: true }), uses: 0, compiled: null };
        all.set(query, prepared);
      }
      prepared.uses += 1;
      // A compiled query may have to be executed again, which a mutation must not be; graphql-jit
      // cannot set `__proto__`.
      const isCompilable = kind === 'query' && !query.includes('__proto__');
      if (prepared.uses === COMPILED_FROM && isCompilable)
        prepared.compiled = compile(schema, prepared.document);
      return prepared;
    },
    size: () => all.size,
  };
}
