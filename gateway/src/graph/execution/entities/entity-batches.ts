import type { GraphQLFormattedError } from 'graphql';
import type { Json } from '../../json.ts';
import type { EntityGroup } from './representations.ts';

/** A subgraph's response to a batch. */
export interface EntitiesResponse {
  readonly errors: readonly GraphQLFormattedError[];
  /** One per representation; null when the subgraph returned errors instead. */
  readonly entities: readonly unknown[] | null;
  /** Whether the subgraph returned errors and no data at all. */
  readonly failed: boolean;
}

/** Entities that are requested from a subgraph in one operation. */
export interface Batch {
  readonly representations: readonly Json[];
  /** Rejects when there is no usable response. */
  readonly response: Promise<EntitiesResponse>;
}

/** The part of a batch that belongs to one fetch. */
export interface Slice {
  readonly batch: Batch;
  /** Indexed by position in the batch; positions that belong to other fetches only are empty. */
  readonly groups: readonly (EntityGroup | undefined)[];
  /** Whether this fetch opened the batch, and so reports failures of the batch as a whole. */
  readonly isFirst: boolean;
}

/** Requests entities from a subgraph. */
export type RequestEntities = (representations: readonly Json[]) => Promise<EntitiesResponse>;

/** Batches the entities of fetches that share a signature, within one execution. */
export interface Batcher {
  /** Finds entities in earlier batches, and adds the others to the next batch. */
  slicesOf(groups: readonly EntityGroup[], request: RequestEntities): Slice[];
}

/** Creates a batch for a fetch that shares its signature with no other. */
export function singleBatch(groups: readonly EntityGroup[], request: RequestEntities): Slice {
  const representations = groups.map(({ representation }) => representation);
  return { batch: { representations, response: request(representations) }, groups, isFirst: true };
}

/** The position of an entity in a batch. */
interface BatchPosition {
  readonly batch: Batch;
  readonly index: number;
}

/**
 * Creates a batcher that works like a DataLoader: fetches that start in the same tick form one
 * batch, and an entity that is already in a batch, pending or resolved, is not requested again.
 */
export function createBatcher(): Batcher {
  const known = new Map<unknown, Map<EntityGroup['key'], BatchPosition>>();
  let next: (Batch & { readonly representations: Json[] }) | null = null;

  const open = (request: RequestEntities) => {
    const representations: Json[] = [];
    const response = Promise.resolve().then(() => {
      next = null;
      return request(representations);
    });
    return { representations, response };
  };

  const positionOf = ({ key, representation, targets }: EntityGroup, request: RequestEntities) => {
    // The typename of the representation may be that of an interface, so use the object's own.
    const typename = targets[0]!['__typename'];
    let ofType = known.get(typename);
    if (!ofType) {
      ofType = new Map();
      known.set(typename, ofType);
    }
    let position = ofType.get(key);
    if (!position) {
      next ??= open(request);
      position = { batch: next, index: next.representations.push(representation) - 1 };
      ofType.set(key, position);
    }
    return position;
  };

  return {
    slicesOf(groups, request) {
      const before = next;
      const slices = new Map<Batch, (EntityGroup | undefined)[]>();
      for (const group of groups) {
        const { batch, index } = positionOf(group, request);
        const slice = slices.get(batch) ?? [];
        slice[index] = group;
        slices.set(batch, slice);
      }
      return [...slices].map(([batch, groups]) => ({
        batch,
        groups,
        isFirst: batch === next && batch !== before,
      }));
    },
  };
}
