import { type Expression, sql } from 'kysely';

/**
 * Returns the condition for rows whose column `search` matches a query of `phraseQuery`; null
 * matches none.
 */
export function hasPhrase(query: string | null): Expression<boolean> {
  return query === null ? sql`false` : sql`(search @@ ${query}::tsquery)`;
}
