import type { Item } from '@tributary/platforms';
import type { ListeningQuery } from '../data/queries.ts';
import { parseQuery } from '../query/parser.ts';
import { compileQuery } from './compile.ts';
import { matchable } from './matchable.ts';
import { isInLanguages, readItem } from './read-item.ts';
import { type MatchReasons, matchReasons } from './reasons.ts';

/** An item that a query matches, and why. */
export interface FoundItem {
  readonly item: Item;
  readonly reasons: MatchReasons;
}

/** Returns the items that one query matches, on its platforms and in its languages. */
export function findMatches(
  { query, platforms, languages }: Pick<ListeningQuery, 'query' | 'platforms' | 'languages'>,
  items: readonly Item[],
): FoundItem[] {
  const parsed = parseQuery(query).query;
  // A newer version of the product may have stored a query that this one cannot parse.
  if (!parsed) return [];
  const plan = compileQuery(parsed);
  return items.flatMap((item) => {
    if (platforms !== null && !platforms.includes(item.platform)) return [];
    const read = readItem(matchable(item));
    const reasons = matchReasons(plan, read);
    return reasons && isInLanguages(read, languages) ? [{ item, reasons }] : [];
  });
}
