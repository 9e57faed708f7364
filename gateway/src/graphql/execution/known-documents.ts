import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';

/**
 * Maximum number of known documents, and of their characters in total: a parsed document takes some
 * hundred bytes per character.
 */
export const DOCUMENT_LIMITS = { documents: 1_000, characters: 2_000_000 } as const;

/** Documents of clients that were executed, by their texts. */
export interface KnownDocuments {
  /** Returns the document of a text if it is valid for the schema; undefined if that is unknown. */
  find(text: string, schema: GraphQLSchema): DocumentNode | undefined;
  add(text: string, schema: GraphQLSchema, document: DocumentNode): void;
}

/** Creates an empty collection of known documents. */
export function knownDocuments(): KnownDocuments {
  const known = new LRUCache<string, { readonly schema: GraphQLSchema; readonly document: DocumentNode }>({
    max: DOCUMENT_LIMITS.documents,
    maxSize: DOCUMENT_LIMITS.characters,
    sizeCalculation: (_, text) => text.length + 1,
  });
  return {
    find(text, schema) {
      const found = known.get(text);
      return found?.schema === schema ? found.document : undefined;
    },
    add(text, schema, document) {
      if (known.peek(text)?.document !== document) known.set(text, { schema, document });
    },
  };
}
