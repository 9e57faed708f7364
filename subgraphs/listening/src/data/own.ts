import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Returns the same connection or transaction of a consumer, on the tables of this package. */
export function own<Own>(db: Kysely<Own>): Kysely<Tables> {
  return (db as unknown as Kysely<Tables>).withSchema('listening');
}
