import { type Kysely, sql } from 'kysely';

/** DEV has one slug in every subgraph: `dev` becomes `devto`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`update publishing.connected_accounts set platform = 'devto' where platform = 'dev'`.execute(db);
}
