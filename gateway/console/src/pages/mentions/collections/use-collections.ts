import { useNotifiedAction } from '../../../frame/index.ts';
import { isRefusal, type Refusal, useGraph, useOutcome } from '../../../graph/index.ts';
import {
  addToCollectionMutation,
  type Collection,
  collectionsQuery,
  createCollectionMutation,
  removeFromCollectionMutation,
} from './collection-operations.ts';

/** The collections of the workspace, and what can be done with a mention. */
export interface Collections {
  readonly all: readonly Collection[];
  reload(): void;
  add(id: string, mentionId: string): Promise<unknown>;
  remove(id: string, mentionId: string): Promise<unknown>;
  /** Creates a collection with a mention in it; returns why it was refused, or null. */
  create(name: string, mentionId: string): Promise<Refusal | null>;
}

/** Loads the collections, and returns the functions that change them. */
export function useCollections(): Collections {
  const { data, retry } = useGraph(collectionsQuery, {});
  const make = useOutcome(createCollectionMutation);
  const add = useNotifiedAction(
    addToCollectionMutation,
    ({ collection }) => `The mention is in “${collection.name}”.`,
  );
  const remove = useNotifiedAction(
    removeFromCollectionMutation,
    ({ collection }) => `The mention is no longer in “${collection.name}”.`,
  );
  return {
    all: data?.collections ?? [],
    reload: retry,
    add: (id, mentionId) => add({ id, mentionIds: [mentionId] }),
    remove: (id, mentionId) => remove({ id, mentionIds: [mentionId] }),
    async create(name, mentionId) {
      const outcome = await make({ name });
      if (isRefusal(outcome)) return outcome;
      retry();
      await add({ id: outcome.collection.id, mentionIds: [mentionId] });
      return null;
    },
  };
}
