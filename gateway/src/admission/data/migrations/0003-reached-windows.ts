import { type Kysely, sql } from 'kysely';

/** Adds the start of the last window in which the limit was reached, so that it is recorded once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('windows').addColumn('reached', sql`timestamptz(3)`).execute();
}
