import { all } from '../address-rules.ts';
import type { ListenClient } from '../listen/client.ts';
import type { Item } from '../listen/item.ts';
import type { ReadOptions } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { Hits } from './api.ts';
import { fromHit } from './items.ts';

/** Returns the id at `news.ycombinator.com/item?id=ID`; null for any other address. */
export function postAt({ hostname, pathname, searchParams }: URL): string | null {
  if (hostname !== 'news.ycombinator.com' || pathname !== '/item') return null;
  return all(/\d{1,12}/, searchParams.get('id'));
}

/**
 * Reads the comments of a story by the Algolia search, in one request; the Firebase API would need
 * one for each comment. A comment has no list of its replies there.
 */
export async function readComments(
  algolia: ListenClient,
  { nativeId, kind }: Item,
  most: number,
  { signal }: ReadOptions,
): Promise<Item[]> {
  if (kind === 'comment') return [];
  const query = { query: '', tags: `comment,story_${nativeId}`, hitsPerPage: most };
  const request = { operation: 'comments', path: '/api/v1/search', query, signal };
  const { hits } = await algolia.ask(request, readAs(Hits));
  return hits.map(fromHit).filter((item) => item !== null);
}
