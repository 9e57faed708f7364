import type { Kysely } from 'kysely';

/** Adds what a key is called by the people of its workspace; empty for keys without a name. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('api_keys')
    .addColumn('name', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
}
