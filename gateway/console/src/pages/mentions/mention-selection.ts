import { useMemo } from 'react';
import { useSettled } from '../../graph/index.ts';
import { daysAgo } from '../../ui/chart/chart-data.ts';
import { filterInput } from './filter/mention-filter-input.ts';
import { type MentionSearch, rangeOf } from './mention-search.ts';

/** The mentions that the page is about, as arguments of the graph. */
export interface Selection {
  readonly datasetIds: string[] | null;
  readonly collectionIds: string[] | null;
  readonly filter: ReturnType<typeof filterInput>;
  readonly search: string | null;
  readonly from: string;
}

/** Returns the selection once the person pauses while changing it. */
export function useSelection(search: MentionSearch): Selection {
  const { q, dataset, collection, filter } = useSettled(search);
  const days = rangeOf(search);
  return useMemo(
    () => ({
      datasetIds: dataset ? [dataset] : null,
      collectionIds: collection ? [collection] : null,
      filter: filterInput(filter ?? []),
      search: q ?? null,
      from: `${daysAgo(days - 1)}T00:00:00Z`,
    }),
    [q, dataset, collection, filter, days],
  );
}
