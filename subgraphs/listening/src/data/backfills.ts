import { randomUUID } from 'node:crypto';
import type { Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import { insertMatches, type Match } from './matches.ts';
import { own } from './own.ts';
import type { Tables } from './tables.ts';

/** A search of a platform for items that are older than their query. */
export interface BackfillSearch {
  readonly platform: string;
  /** In the vendor's syntax. */
  readonly search: string;
}

/** How far the searches of a query are, in all. */
export interface BackfillProgress {
  readonly queryId: string;
  readonly since: Date;
  readonly requestedAt: Date;
  readonly searches: number;
  readonly finished: number;
  readonly failed: number;
  readonly pages: number;
  readonly matches: number;
  readonly problem: string | null;
}

/** Replaces the searches of a query. `scope` is a transaction of the consumer. */
export async function putBackfills<Own>(
  scope: Scope<Own>,
  queryId: string,
  { searches, since, now }: { searches: readonly BackfillSearch[]; since: Date; now: Date },
): Promise<void> {
  const db = own(scope.db);
  const key = { workspace_id: scope.workspaceId, query_id: queryId };
  await db
    .deleteFrom('backfills')
    .where('workspace_id', '=', key.workspace_id)
    .where('query_id', '=', queryId)
    .execute();
  if (searches.length === 0) return;
  const state = 'waiting' as const;
  const rows = searches.map((search, part) => ({ ...key, part, ...search, since, state }));
  await db
    .insertInto('backfills')
    .values(rows.map((row) => ({ ...row, requested_at: now, due_at: now })))
    .execute();
}

/** Returns the progress of queries of the workspace that have been backfilled. */
export async function loadBackfillProgress<Own>(
  { db, workspaceId }: Scope<Own>,
  queryIds: readonly string[],
): Promise<BackfillProgress[]> {
  const count = (state: string) => sql<number>`count(*) filter (where state = ${state})::integer`;
  return own(db)
    .selectFrom('backfills')
    .where('workspace_id', '=', workspaceId)
    .where('query_id', '=', sql<string>`any(${queryIds}::uuid[])`)
    .groupBy('query_id')
    .select([
      'query_id as queryId',
      sql<Date>`min(since)`.as('since'),
      sql<Date>`min(requested_at)`.as('requestedAt'),
      sql<number>`count(*)::integer`.as('searches'),
      count('done').as('finished'),
      count('failed').as('failed'),
      sql<number>`sum(pages)::integer`.as('pages'),
      sql<number>`sum(matches)::integer`.as('matches'),
      sql<string | null>`min(problem)`.as('problem'),
    ])
    .execute();
}

/** A search that this process reads a page of, and the query that the items must match. */
export interface TakenBackfill {
  readonly workspaceId: string;
  readonly queryId: string;
  readonly platform: string;
  readonly part: number;
  readonly search: string;
  readonly since: Date;
  readonly cursor: string | null;
  readonly pages: number;
  readonly failures: number;
  readonly consumer: Match['consumer'];
  readonly query: string;
  readonly languages: readonly string[] | null;
  readonly lease: string;
}

/**
 * Takes the search of an active query that has waited longest, among these platforms, until
 * `until`; null if none is due.
 */
export async function takeBackfill(
  db: Kysely<Tables>,
  platforms: readonly string[],
  now: Date,
  until: Date,
): Promise<TakenBackfill | null> {
  const lease = randomUUID();
  const { rows } = await sql<Omit<TakenBackfill, 'lease'>>`
    update listening.backfills b set due_at = ${until}, lease = ${lease}
    from listening.queries q
    where q.workspace_id = b.workspace_id and q.id = b.query_id
      and (b.workspace_id, b.query_id, b.platform, b.part) = (
        select w.workspace_id, w.query_id, w.platform, w.part
        from listening.backfills w join listening.queries a on a.workspace_id = w.workspace_id and a.id = w.query_id
        where w.state = 'waiting' and w.due_at <= ${now} and a.active and w.platform = any(${platforms}::text[])
        order by w.due_at limit 1 for update of w skip locked)
    returning b.workspace_id as "workspaceId", b.query_id as "queryId", b.platform, b.part, b.search, b.since,
      b.cursor, b.pages, b.failures, q.consumer, q.query, q.languages`.execute(db);
  return rows[0] ? { ...rows[0], lease } : null;
}

/** A page that was read. */
export interface BackfillPage {
  readonly matches: readonly Match[];
  /** Where the next page begins; null after the last one. */
  readonly cursor: string | null;
  readonly now: Date;
}

/**
 * Stores the matches of a page and where the next one begins, in one transaction, unless another
 * process has taken the search, or the backfill was replaced.
 */
export async function storeBackfillPage(
  db: Kysely<Tables>,
  taken: TakenBackfill,
  { matches, cursor, now }: BackfillPage,
): Promise<void> {
  await db.transaction().execute(async (inside) => {
    const { numUpdatedRows } = await heldBy(inside, taken)
      .set((eb) => ({
        cursor,
        pages: eb('pages', '+', 1),
        failures: 0,
        problem: null,
        due_at: now,
        lease: null,
        ...(cursor === null ? { state: 'done' as const, finished_at: now } : {}),
      }))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const stored = await insertMatches(inside, { matches, origin: 'backfill' }, now);
    if (stored === 0) return;
    await placeOf(inside, taken)
      .set((eb) => ({ matches: eb('matches', '+', stored) }))
      .execute();
  });
}

/**
 * Records that a page was not read, and the number of failures: it is read again at `dueAt`, or
 * never if that is null.
 */
export async function recordBackfillFailure(
  db: Kysely<Tables>,
  taken: TakenBackfill,
  { problem, dueAt, failures, now }: { problem: string; dueAt: Date | null; failures: number; now: Date },
): Promise<void> {
  await heldBy(db, taken)
    .set({
      problem,
      failures,
      lease: null,
      due_at: dueAt ?? now,
      ...(dueAt === null ? { state: 'failed' as const, finished_at: now } : {}),
    })
    .execute();
}

/** Deletes searches that were requested before a time. Returns whether there may be more. */
export async function deleteOldBackfills(db: Kysely<Tables>, before: Date, limit: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from listening.backfills where ctid = any(array(
      select ctid from listening.backfills where requested_at < ${before} limit ${limit}
    ))`.execute(db);
  return numAffectedRows === BigInt(limit);
}

function placeOf(db: Kysely<Tables>, { workspaceId, queryId, platform, part }: TakenBackfill) {
  return db
    .updateTable('backfills')
    .where('workspace_id', '=', workspaceId)
    .where('query_id', '=', queryId)
    .where('platform', '=', platform)
    .where('part', '=', part);
}

function heldBy(db: Kysely<Tables>, taken: TakenBackfill) {
  return placeOf(db, taken).where('lease', '=', taken.lease);
}
