import { type Kysely, sql } from 'kysely';
import type { EventTables } from './tables.ts';

/** The channel whose notifications wake readers in other processes. */
export const CHANNEL = 'tributary_events';

/**
 * Gives committed events their sequence numbers, at most `limit` of them, and returns how many.
 *
 * A number that was assigned by the transaction of the change would not be safe to resume from: a
 * transaction that commits late would add a lower number behind a reader. So events are numbered
 * after the commit, by one process at a time. The lock ends with the transaction, hence the next
 * batch is numbered only when this one is visible, and readers never see a number before a lower
 * one. Events of transactions that commit within one batch are in the order of insertion, which
 * puts a cause before its effect.
 */
export async function numberEvents(db: Kysely<EventTables>, limit: number): Promise<number> {
  if (!(await hasRecorded(db))) return 0;
  return db.transaction().execute(async (inside) => {
    const { rows: locks } = await sql<{ taken: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended('events.number', 0)) as taken`.execute(inside);
    if (!locks[0]!.taken) return 0;
    const { rows } = await sql<{ numbered: number; last: string | null }>`
      with taken as (
        delete from events.recorded
        where id in (select id from events.recorded order by id limit ${limit})
        returning id, workspace_id, type, subject, payload, at
      ), numbered as (
        insert into events.events (workspace_id, type, subject, payload, at)
        select workspace_id, type, subject, payload, at from taken order by id
        returning sequence
      )
      select count(*)::int as numbered, max(sequence)::text as last from numbered`.execute(inside);
    const { numbered, last } = rows[0]!;
    if (last !== null) await sql`select pg_notify(${CHANNEL}, ${last})`.execute(inside);
    return numbered;
  });
}

/** Whether an event waits for its number: one cheap statement while there is nothing to do. */
async function hasRecorded(db: Kysely<EventTables>): Promise<boolean> {
  return (await db.selectFrom('recorded').select('id').limit(1).executeTakeFirst()) !== undefined;
}
