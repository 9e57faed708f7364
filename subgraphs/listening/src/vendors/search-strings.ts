import type { QueryNode } from '../query/ast.ts';
import type { Dialect } from './search-dialect.ts';
import { fitted, type Search, searchesOf, written } from './searches.ts';
import { wantOf } from './weaken.ts';

/** The searches that find every item that a query matches, or why there are none. */
export type SearchStrings =
  | { readonly searches: readonly string[]; readonly reason: null }
  | { readonly searches: null; readonly reason: string };

/**
 * Returns the search strings of a query for a vendor. Together they find every item that the query
 * matches, and others: what they find is matched by the query itself.
 */
export function searchStrings(query: QueryNode, dialect: Dialect): SearchStrings {
  if (dialect.unsupported !== null) return { searches: null, reason: dialect.unsupported };
  const searches = searchesOf(wantOf(query, dialect), dialect).flatMap((search) => fitted(search, dialect));
  if (searches.length === 0 || searches.some((search) => !isAsked(search, dialect)))
    return {
      searches: null,
      reason: `${dialect.name} cannot search for this query: add a whole word or a phrase that must be present.`,
    };
  return { searches: [...new Set(searches.map((search) => written(search, dialect)))], reason: null };
}

/** Whether a vendor accepts a search: it has a word, or a field that suffices. */
function isAsked(search: Search, { fieldsAlone }: Dialect): boolean {
  return search.some((group) =>
    group.every(({ isNegated, isField }) => !isNegated && (!isField || fieldsAlone)),
  );
}
