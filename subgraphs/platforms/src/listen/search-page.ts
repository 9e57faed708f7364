import type { Item } from './item.ts';
import { hashOf } from './newest-first.ts';
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

/** Returns the number of the page that a cursor of {@link numberedBatch} names. */
export function pageNumber(cursor: string | null, first: number): number {
  return cursor === null ? first : Number.parseInt(cursor, 10);
}

/**
 * Returns a page of a search whose pages have numbers. The cursor has the number of the next one,
 * and the first item of this one, to notice a vendor that returns the same page for every number.
 */
export function numberedBatch(items: readonly Item[], next: number | null, request: SearchRequest): Batch {
  const [first] = items;
  const mark = first ? hashOf(first) : '';
  const isRepeated = first !== undefined && request.cursor?.endsWith(`:${mark}`);
  return searchBatch(items, next === null || isRepeated ? null : `${next}:${mark}`, request);
}
