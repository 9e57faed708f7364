import { type Kysely, sql } from 'kysely';

/**
 * Lets the ledger of a workspace go together with the workspace: a transaction that deletes one
 * says so in `tributary.deleting_workspace`. Every other change stays forbidden, for every client
 * of the database.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create function creators.refuse_deletion() returns trigger language plpgsql as
    $$ begin
      if old.workspace_id::text = current_setting('tributary.deleting_workspace', true) then return old; end if;
      raise exception 'the ledger is append-only';
    end $$`.execute(db);
  await sql`drop trigger append_only on creators.ledger`.execute(db);
  await sql`create trigger append_only before update or truncate on creators.ledger
    for each statement execute function creators.refuse_change()`.execute(db);
  await sql`create trigger deleted_with_workspace before delete on creators.ledger
    for each row execute function creators.refuse_deletion()`.execute(db);
}
