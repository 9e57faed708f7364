import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('posts')
    .addColumn('thread', sql`text[]`, (column) => column.notNull().defaultTo(sql`'{}'`))
    .execute();
}
