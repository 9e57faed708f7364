import type { Source } from '@tributary/platforms';
import type { ChangedQuery } from '../data/queries.ts';
import type { QueryNode } from '../query/ast.ts';
import { DIALECTS, type DialectName } from '../vendors/dialects.ts';
import { searchStrings } from '../vendors/search-strings.ts';

/** What is read of a platform. */
export type Target =
  | { readonly kind: 'tail' }
  | { readonly kind: 'search'; readonly query: string }
  | { readonly kind: 'place'; readonly place: string };

/** A query with its syntax tree. */
export interface ActiveQuery extends ChangedQuery {
  readonly parsed: QueryNode;
}

/** Writes a target as it is stored: `tail`, `search:QUERY` or `place:NAME`. */
export function targetText(target: Target): string {
  if (target.kind === 'tail') return 'tail';
  return target.kind === 'search' ? `search:${target.query}` : `place:${target.place}`;
}

/** Parses a stored target. */
export function parseTarget(text: string): Target {
  if (text.startsWith('search:')) return { kind: 'search', query: text.slice('search:'.length) };
  return text.startsWith('place:') ? { kind: 'place', place: text.slice('place:'.length) } : { kind: 'tail' };
}

/**
 * Lists what must be read of a platform for these queries, each target once, however many queries
 * need it. A platform with a tail is not searched: its tail delivers every item.
 */
export function targetsOf(
  platform: string,
  source: Pick<Source, 'tail' | 'search' | 'places'>,
  queries: Iterable<Pick<ActiveQuery, 'parsed' | 'platforms' | 'places'>>,
): Target[] {
  const targets = new Map<string, Target>();
  const add = (target: Target) => targets.set(targetText(target), target);
  for (const query of queries) {
    if (query.platforms !== null && !query.platforms.includes(platform)) continue;
    if (source.tail) add({ kind: 'tail' });
    else if (source.search)
      for (const each of searchesFor(platform, query.parsed)) add({ kind: 'search', query: each });
    if (source.places) for (const place of query.places[platform] ?? []) add({ kind: 'place', place });
  }
  return [...targets.values()];
}

/**
 * Returns the searches of a platform that find every match of a query; none if it cannot be
 * searched.
 */
export function searchesFor(platform: string, query: QueryNode): readonly string[] {
  if (!Object.hasOwn(DIALECTS, platform)) return [];
  return searchStrings(query, DIALECTS[platform as DialectName]).searches ?? [];
}
