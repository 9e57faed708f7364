import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type CompiledQuery, compile } from './compiled.ts';
import type { SubgraphOperation } from './transport.ts';

/** Documents of a subgraph that are kept parsed and compiled. */
const MOST_DOCUMENTS = 2_000;

/** A document is compiled when it comes again: compiling costs as much as some hundred executions. */
const COMPILED_FROM = 2;

/** What is known of one document. */
export interface KnownDocument {
  readonly document: DocumentNode;
  uses: number;
  /** Null while it is not compiled, and for good when it must not be. */
  compiled: CompiledQuery | null;
}

/** The documents of one subgraph, each parsed once, and compiled when it comes again. */
export interface KnownDocuments {
  of(operation: SubgraphOperation): KnownDocument;
  size(): number;
}

export function knownDocuments(schema: GraphQLSchema): KnownDocuments {
  const all = new LRUCache<string, KnownDocument>({ max: MOST_DOCUMENTS });
  return {
    of({ query, kind }) {
      let known = all.get(query);
      if (!known) {
        known = { document: parse(query, { noLocation: true }), uses: 0, compiled: null };
        all.set(query, known);
      }
      known.uses += 1;
      // A mutation is never run twice, and an answer with a member `__proto__` cannot be compiled.
      const may = kind === 'query' && !query.includes('__proto__');
      if (known.uses === COMPILED_FROM && may) known.compiled = compile(schema, known.document);
      return known;
    },
    size: () => all.size,
  };
}
