import type { QueryNode } from '@tributary/listening';

/** Returns the parts that a query excludes: `jobs` of `crm -jobs`. */
export function excludedParts(query: QueryNode): QueryNode[] {
  if (query.kind === 'not') return [query.node];
  return query.kind === 'and' || query.kind === 'or' ? query.nodes.flatMap(excludedParts) : [];
}
