import { type Expression, sql } from 'kysely';
import type { PhraseQuery } from '../../text/search/phrase.ts';

/**
 * Returns the condition for rows that contain a phrase: it matches their column `search`, and also
 * the source texts if the phrase has significant signs.
 */
export function hasPhrase(
  { query, literals }: PhraseQuery,
  texts: readonly Expression<unknown>[],
): Expression<boolean> {
  if (query === null) return sql`false`;
  const conditions = literals.map((literal) => {
    const found = texts.map((text) => sql`strpos(lower(${text}), ${literal}) > 0`);
    return sql`(${sql.join(found, sql` or `)})`;
  });
  return sql`(${sql.join([sql`search @@ ${query}::tsquery`, ...conditions], sql` and `)})`;
}
