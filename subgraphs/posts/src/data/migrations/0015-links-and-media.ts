import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

/** Addresses that a post links to, and its attached media, as its source delivers them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const list = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(sql`'[]'`);
  await db.schema
    .alterTable('community_posts')
    .addColumn('links', 'jsonb', list)
    .addColumn('media', 'jsonb', list)
    .execute();
}
