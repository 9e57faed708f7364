import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';

/** A parsed and validated document, or its errors. */
export interface ReadDocument {
  readonly document: DocumentNode | null;
  readonly errors: readonly GraphQLError[];
}

/** Maximum number of cached documents, and of characters in all of them. */
const MOST_DOCUMENTS = 1_000;
const MOST_CHARACTERS = 10_000_000;

/** Parses and validates documents, and caches the results by text, including errors. */
export function createDocuments(schema: GraphQLSchema): { read(text: string): ReadDocument; size(): number } {
  const cache = new LRUCache<string, ReadDocument>({
    max: MOST_DOCUMENTS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_, text) => text.length + 1,
  });
  return {
    read(text) {
      const cached = cache.get(text);
      if (cached) return cached;
      const document = readDocument(schema, text);
      cache.set(text, document);
      return document;
    },
    size: () => cache.size,
  };
}

function readDocument(schema: GraphQLSchema, text: string): ReadDocument {
  try {
    const document = parse(text, { noLocation: true });
    return { document, errors: validate(schema, document) };
  } catch (error) {
    return { document: null, errors: [error as GraphQLError] };
  }
}
