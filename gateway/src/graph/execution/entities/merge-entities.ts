import type { GraphQLFormattedError } from 'graphql';
import { faultOf } from '../../faults.ts';
import { copyOf, isObject, put } from '../../json.ts';
import type { CompiledFetch } from '../compiled-fetch.ts';
import type { Run } from '../plan-run.ts';
import { reportEntities } from '../report.ts';
import type { Slice } from './entity-batches.ts';
import type { EntityGroup } from './representations.ts';

/** Waits for a batch, and merges the slice of it that belongs to one fetch. */
export async function receiveSlice(fetch: CompiledFetch, run: Run, slice: Slice): Promise<void> {
  const { batch, groups, isFirst } = slice;
  try {
    const { errors, entities, failed } = await batch.response;
    if (run.finished) return;
    if (errors.length > 0) {
      const { path, node } = fetch;
      reportEntities({ run, path, serviceName: node.service, failed }, errors, slice);
    }
    if (!entities) return;
    mergeEntities(fetch, groups, entities, errors);
    if (!fetch.isFlat) run.objectsAt.clear();
  } catch (error) {
    // A failed batch is one failure, no matter how many fetches wait for it.
    if (isFirst && !run.finished) run.faults.push(faultOf(error));
  }
}

/**
 * Copies entities that other fetches read as well, because later fetches merge into the objects.
 */
function mergeEntities(
  { merge, sharesObjects, isFlat, signature, fillNulls }: CompiledFetch,
  groups: readonly (EntityGroup | undefined)[],
  entities: readonly unknown[],
  errors: readonly GraphQLFormattedError[],
): void {
  for (let index = 0; index < groups.length; index++) {
    const entity = entities[index];
    const group = groups[index];
    if (!group) continue;
    const { targets, unresolvable } = group;
    if (!isObject(entity)) {
      if (!errors.some(({ path }) => mayConcern(path, index)))
        for (const target of targets) fillNulls(target);
      continue;
    }
    for (const key of unresolvable) put(entity, key, undefined);
    const mine = isFlat || signature === null ? entity : copyOf(entity);
    for (let at = 0; at < targets.length; at++)
      merge(targets[at]!, isFlat || sharesObjects || at === 0 ? mine : copyOf(entity));
  }
}

/** Whether an error may be the reason why an entity is null. */
function mayConcern(path: GraphQLFormattedError['path'], index: number): boolean {
  return !path || path.length < 2 || path[1] === index;
}
