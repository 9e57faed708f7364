import { idTag, type Tag, tag } from '../../tags.ts';
import type { Selection } from '../selection/selection.ts';
import { areCountedTags } from './days/tag-counts.ts';

/** Whether a selection has no condition but the platform. */
export function isOfAll({
  sources: _,
  datasetIds,
  collectionIds,
  anyOf,
  filter,
  ...more
}: Selection): boolean {
  const lists = [datasetIds, collectionIds, more.living];
  const isEmpty = anyOf.length === 0 && filter.length === 0;
  return isEmpty && lists.every((list) => list === null) && !more.brand && more.phrase === undefined;
}

/** Returns the tags of which mentions need one, if nothing else is asked and they are counted. */
export function tagsOf({ sources, datasetIds, filter, ...more }: Selection): readonly Tag[] | null {
  const conditions = filter.flat();
  if (filter.length > 1 || conditions.length > 1) return null;
  const [condition] = conditions;
  if (condition && condition.kind !== 'tags') return null;
  const given = [
    sources?.map((source) => tag('source', source)),
    datasetIds?.map((id) => idTag('dataset', id)),
    condition?.anyOf,
  ].filter((tags) => tags !== undefined);
  if (given.length !== 1) return null;
  const isRest = isOfAll({ ...more, sources: null, datasetIds: null, filter: [] });
  return isRest && areCountedTags(given[0]!) ? given[0]! : null;
}
