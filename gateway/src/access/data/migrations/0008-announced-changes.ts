import { type Kysely, sql } from 'kysely';

/**
 * Announces every change that affects what a credential may do by NOTIFY, with the id of its
 * workspace, whichever process or person makes it. Last-used times of keys are not announced.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create function access.announce_change() returns trigger language plpgsql as $$
    begin
      perform pg_notify('tributary_credentials', coalesce(new.workspace_id, old.workspace_id)::text);
      return null;
    end $$`.execute(db);
  await sql`create function access.announce_ended_grant() returns trigger language plpgsql as $$
    begin
      perform pg_notify('tributary_credentials', split_part(old.payload ->> 'accountId', '.', 1));
      return null;
    end $$`.execute(db);
  await sql`create trigger announce_change
    after update of products, scopes, user_id, expires_at, revoked_at or delete on access.api_keys
    for each row execute function access.announce_change()`.execute(db);
  await sql`create trigger announce_change after delete on access.key_hashes
    for each row execute function access.announce_change()`.execute(db);
  await sql`create trigger announce_change after update of role or delete on access.users
    for each row execute function access.announce_change()`.execute(db);
  await sql`create trigger announce_change after insert or update or delete on access.plans
    for each row execute function access.announce_change()`.execute(db);
  await sql`create trigger announce_change after update of revoked_at or delete on access.oauth_clients
    for each row execute function access.announce_change()`.execute(db);
  await sql`create trigger announce_change after delete on access.oauth_records
    for each row when (old.model = 'Grant') execute function access.announce_ended_grant()`.execute(db);
}
