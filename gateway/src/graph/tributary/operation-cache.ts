import { type DocumentNode, type OperationDefinitionNode, print } from 'graphql';
import { LRUCache } from 'lru-cache';
import { documentIds } from '../documents/document-ids.ts';
import type { BusyOperation } from '../live/busy-operation.ts';
import type { Operation } from './operation.ts';

/** Maximum number of documents with cached plans. */
const MOST_DOCUMENTS = 1_000;

/** The operations of one document by name; undefined for a single anonymous one. */
type OperationsByName = Map<string | undefined, Operation>;

/** Caches compiled operations of recent documents, and of prepared ones. */
export interface OperationCache {
  find(document: DocumentNode, source: string | undefined, definition: OperationDefinitionNode): Operation;
  /** Caches an operation for as long as its document is referenced, regardless of other entries. */
  pin(document: DocumentNode, definition: OperationDefinitionNode): Operation;
  /** Lists the operations with the most executions, without prepared ones. */
  busiest(most: number): BusyOperation[];
  /** Returns the number of cached documents, without prepared ones. */
  size(): number;
}

/** Creates a cache that compiles missing operations. */
export function createOperationCache(
  compile: (document: DocumentNode, definition: OperationDefinitionNode) => Operation,
  most = MOST_DOCUMENTS,
): OperationCache {
  const idOf = documentIds();
  const prepared = new WeakMap<DocumentNode, OperationsByName>();
  const recent = new LRUCache<string, OperationsByName>({ max: most });
  const findIn = (
    operations: OperationsByName,
    document: DocumentNode,
    definition: OperationDefinitionNode,
  ) => {
    const name = definition.name?.value;
    const known = operations.get(name);
    if (known) return known;
    const operation = compile(document, definition);
    operations.set(name, operation);
    return operation;
  };
  return {
    find(document, source, definition) {
      const own = prepared.get(document);
      if (own) return findIn(own, document, definition);
      const id = idOf(document, source);
      const operations: OperationsByName = recent.get(id) ?? new Map();
      const operation = findIn(operations, document, definition);
      recent.set(id, operations);
      return operation;
    },
    pin(document, definition) {
      const operations: OperationsByName = prepared.get(document) ?? new Map();
      prepared.set(document, operations);
      return findIn(operations, document, definition);
    },
    busiest: (most) =>
      [...recent.values()]
        .flatMap((operations) => [...operations])
        .sort(([, one], [, other]) => other.uses - one.uses)
        .slice(0, most)
        .map(([operationName, operation]) => ({
          text: textOf(operation.document),
          operationName,
          variants: operation.variants(),
        })),
    size: () => recent.size,
  };
}

/** Returns the text of a document as it was sent, because the text identifies its plans. */
function textOf(document: DocumentNode): string {
  return document.loc?.source.body ?? print(document);
}
