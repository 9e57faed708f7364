import { type Kysely, sql } from 'kysely';

/** The brands that the posts of a workspace were scored with. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('scored_brands')
    .addColumn('workspace_id', 'uuid', (column) => column.primaryKey())
    // Empty until the brands are known.
    .addColumn('brands_hash', 'text', (column) => column.notNull())
    // The last post that was scored again since the brands changed; null if all were.
    .addColumn('scored_to', 'uuid')
    .addColumn('checked_at', sql`timestamptz(3)`, (column) => column.notNull())
    .execute();
  await sql`
    insert into posts.scored_brands (workspace_id, brands_hash, checked_at)
    select distinct workspace_id, '', 'epoch'::timestamptz from posts.community_posts`.execute(db);
}
