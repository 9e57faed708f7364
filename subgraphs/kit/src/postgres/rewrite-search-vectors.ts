import { type Kysely, type RawBuilder, sql } from 'kysely';
import { searchVector } from '../text/search/text-index.ts';

/** Rows whose vectors are written at once. */
const BATCH = 1_000;

/** A table with a column `search`, and the texts that it is computed from. */
export interface SearchedTable {
  /** With its schema: `posts.community_posts`. */
  readonly table: string;
  readonly title: RawBuilder<string>;
  readonly body: RawBuilder<string>;
}

/**
 * Writes the search vectors of a table again, for a migration after `searchVector` has changed.
 * Must run in a transaction.
 */
export async function rewriteSearchVectors(db: Kysely<unknown>, searched: SearchedTable): Promise<void> {
  const table = sql.table(searched.table);
  // A cursor does not see the rows that it has led to.
  await sql`declare outdated no scroll cursor for
    select ctid::text as place, ${searched.title} as title, ${searched.body} as body from ${table}`.execute(
    db,
  );
  for (let more = true; more; ) {
    const fetched = sql<{
      place: string;
      title: string;
      body: string;
    }>`fetch ${sql.lit(BATCH)} from outdated`;
    const { rows } = await fetched.execute(db);
    more = rows.length === BATCH;
    const places = rows.map(({ place }) => place);
    const vectors = rows.map(({ title, body }) => searchVector(title, body));
    await sql`update ${table} set search = rewritten.search::tsvector
      from unnest(${places}::text[]::tid[], ${vectors}::text[]) as rewritten (place, search)
      where ${table}.ctid = rewritten.place`.execute(db);
  }
  await sql`close outdated`.execute(db);
}
