import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { documentNames } from './document.ts';
import type { Operation } from './operation.ts';

/** Documents whose operations are kept planned. */
const MOST_DOCUMENTS = 1_000;

/** Operations by the name of their definition in the document; undefined for a single nameless one. */
type Planned = Map<string | undefined, Operation>;

/** Planned operations: those of the documents that were asked for last, and those that are kept for good. */
export interface Operations {
  find(document: DocumentNode, source: string | undefined, definition: OperationDefinitionNode): Operation;
  /** Keeps an operation for as long as its document is held: a flood of others does not push it out. */
  keep(document: DocumentNode, definition: OperationDefinitionNode): Operation;
  /** How many documents have planned operations, without those kept for good. */
  size(): number;
}

/** Keeps planned operations, as many as fit; `compile` makes one that is not there. */
export function createOperations(
  compile: (document: DocumentNode, definition: OperationDefinitionNode) => Operation,
  most = MOST_DOCUMENTS,
): Operations {
  const nameOf = documentNames();
  const kept = new WeakMap<DocumentNode, Planned>();
  const recent = new LRUCache<string, Planned>({ max: most });
  const within = (planned: Planned, document: DocumentNode, definition: OperationDefinitionNode) => {
    const name = definition.name?.value;
    const known = planned.get(name);
    if (known) return known;
    const operation = compile(document, definition);
    planned.set(name, operation);
    return operation;
  };
  return {
    find(document, source, definition) {
      const pinned = kept.get(document);
      if (pinned) return within(pinned, document, definition);
      const name = nameOf(document, source);
      const planned: Planned = recent.get(name) ?? new Map();
      const operation = within(planned, document, definition);
      recent.set(name, planned);
      return operation;
    },
    keep(document, definition) {
      const planned: Planned = kept.get(document) ?? new Map();
      kept.set(document, planned);
      return within(planned, document, definition);
    },
    size: () => recent.size,
  };
}
