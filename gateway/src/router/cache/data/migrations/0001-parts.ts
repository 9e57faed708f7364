import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // What an unlogged table loses in a crash of the server is fetched again.
  await sql`
    create unlogged table router_cache.parts (
      key text primary key,
      services text[] not null,
      representation jsonb,
      tags text[] not null,
      value text not null,
      client_age int not null,
      is_private boolean not null,
      is_public boolean not null,
      bytes int not null,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index parts_expires_at on router_cache.parts (expires_at) include (bytes)`.execute(db);
  await sql`create index parts_tags on router_cache.parts using gin (tags)`.execute(db);
  await sql`create index parts_services on router_cache.parts using gin (services)`.execute(db);
  // Its one row is locked by those who store and by those who invalidate.
  await sql`create table router_cache.state (id int primary key, version bigint not null)`.execute(db);
  await sql`insert into router_cache.state values (1, 0)`.execute(db);
}
