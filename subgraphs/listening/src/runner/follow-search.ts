import type { Batch, Search } from '@tributary/platforms';

/** Where following a search continues. */
interface SearchPosition {
  /** Items created before this time have been read. */
  readonly since: number;
  /** The vendor's page within the current reading; null for the first. */
  readonly page: string | null;
  /** Creation time of the newest item of the current reading. */
  readonly newest: number;
}

/** How far before the search was created its first reading reaches, in milliseconds. */
const FIRST_REACH = 60 * 60_000;
/**
 * How far a reading reaches into the preceding one, in milliseconds: vendors add items to their
 * search index late and out of order.
 */
const OVERLAP = 5 * 60_000;

/**
 * Reads the next page of a search: pages go from the newest item back to where the preceding
 * reading began, then the next reading starts at the newest again.
 */
export async function followSearch(
  search: Search,
  query: string,
  cursor: string | null,
  now: number,
  signal: AbortSignal,
): Promise<Batch> {
  const start = { since: now - FIRST_REACH, page: null, newest: 0 };
  const position: SearchPosition = cursor === null ? start : JSON.parse(cursor);
  const { since, page } = position;
  const batch = await search.search({ query, since: new Date(since), cursor: page }, { signal });
  const newest = Math.max(position.newest, ...batch.items.map(({ createdAt }) => createdAt.getTime()));
  const stuck = batch.more && batch.cursor === page;
  const next: SearchPosition =
    batch.more && !stuck
      ? { since, page: batch.cursor, newest }
      : { since: Math.max(since, newest - OVERLAP), page: null, newest: 0 };
  return { ...batch, more: batch.more && !stuck, cursor: JSON.stringify(next) };
}
