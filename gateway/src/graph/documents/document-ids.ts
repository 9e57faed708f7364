import { createHash } from 'node:crypto';
import { type DocumentNode, print } from 'graphql';

/** Returns the id of a document; `source` is its text, if available. */
export type DocumentIds = (document: DocumentNode, source?: string) => string;

/**
 * Identifies documents by a hash of their text, so that an endpoint that parses a text again still
 * finds its plan. The hash is computed once per document object.
 */
export function documentIds(): DocumentIds {
  const ids = new WeakMap<DocumentNode, string>();
  return (document, source) => {
    const known = ids.get(document);
    if (known) return known;
    const id = createHash('sha256')
      .update(source ?? print(document))
      .digest('base64');
    ids.set(document, id);
    return id;
  };
}
