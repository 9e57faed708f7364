import type { Item } from './item.ts';
import type { Batch, SearchRequest } from './source.ts';

/**
 * Returns a page of a search, newest first, as a batch: it ends at `since`, at the last page, or if
 * the vendor repeats a page.
 */
export function searchBatch(
  items: readonly Item[],
  next: string | null,
  { since, cursor }: SearchRequest,
): Batch {
  const wanted = items.filter(({ createdAt }) => createdAt >= since);
  const reached = wanted.length < items.length || items.length === 0;
  const more = next !== null && next !== cursor && !reached;
  return { items: wanted, deletions: [], cursor: more ? next : '', more };
}
