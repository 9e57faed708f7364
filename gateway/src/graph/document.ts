import { createHash } from 'node:crypto';
import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, print, validate } from 'graphql';
import { LRUCache } from 'lru-cache';

/** A document as it was read: usable when there are no errors. */
export interface ReadDocument {
  readonly document: DocumentNode | null;
  readonly errors: readonly GraphQLError[];
}

/** Texts that are kept parsed, and their characters in all. */
const MOST_DOCUMENTS = 1_000;
const MOST_CHARACTERS = 10_000_000;

/** Parses and validates documents, once for each text; what is wrong with a text is remembered as well. */
export function createDocuments(schema: GraphQLSchema): { read(text: string): ReadDocument; size(): number } {
  const known = new LRUCache<string, ReadDocument>({
    max: MOST_DOCUMENTS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_, text) => text.length + 1,
  });
  return {
    read(text) {
      const found = known.get(text);
      if (found) return found;
      const document = readDocument(schema, text);
      known.set(text, document);
      return document;
    },
    size: () => known.size,
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

/**
 * A short name for a document that is the same for every copy: doors that parse a text again still meet the plan that
 * was made for it. Worked out once for each copy.
 */
export function documentNames(): (document: DocumentNode, source: string | undefined) => string {
  const names = new WeakMap<DocumentNode, string>();
  return (document, source) => {
    const known = names.get(document);
    if (known) return known;
    const name = createHash('sha256')
      .update(source ?? print(document))
      .digest('base64');
    names.set(document, name);
    return name;
  };
}
