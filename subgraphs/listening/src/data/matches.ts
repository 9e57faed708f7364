import { given, namesOf } from '@tributary/kit/postgres';
import type { Deletion, Item } from '@tributary/platforms';
import { type Kysely, sql } from 'kysely';
import type { MatchReasons } from '../matching/reasons.ts';
import { own } from './own.ts';
import { insertSeen } from './seen.ts';
import { holdsSource, type SourceLease } from './sources/sources.ts';
import type { Consumer, Tables } from './tables.ts';

/** How an item was found; a sample is made up for a demo workspace. */
export type Origin = 'tail' | 'search' | 'place' | 'backfill' | 'recheck' | 'retention' | 'sample';

/** A match of an item with a query. */
export interface Match {
  readonly workspaceId: string;
  readonly queryId: string;
  readonly consumer: Consumer;
  readonly item: Item;
  readonly reasons: MatchReasons;
}

/** What was read from a target, and where the next reading continues. */
export interface Reading {
  readonly target: string;
  readonly matches: readonly Match[];
  readonly deletions: readonly Deletion[];
  readonly origin: Origin;
  readonly cursor: string;
  readonly dueAt: Date;
  /** Whether a query is still to receive what the target had before. */
  readonly isNeededAnew: boolean;
}

/** The lease of a source has passed to another process, so that nothing was stored. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * Stores what was read, and the position, in one transaction under the lease: after a crash the
 * reading is repeated, and `seen` drops what it had stored. Throws a LeaseLostError if another
 * process has taken the source.
 */
export async function storeReading(
  db: Kysely<Tables>,
  lease: SourceLease,
  reading: Reading,
  now: Date,
): Promise<{ readonly stored: number; readonly deleted: number }> {
  const { platform } = lease;
  return db.transaction().execute(async (inside) => {
    if (!(await holdsSource(inside, lease, now)))
      throw new LeaseLostError(`The lease of ${platform} is lost.`);
    const stored = await insertMatches(inside, reading, now);
    const deleted = await insertDeletions(inside, platform, reading, now);
    await inside
      .updateTable('positions')
      .set({ cursor: reading.cursor, due_at: reading.dueAt, needed_anew: reading.isNeededAnew })
      .set({ failures: 0, problem: null, last_success: now, failed_at: null })
      .where('platform', '=', platform)
      .where('target', '=', reading.target)
      .execute();
    return { stored, deleted };
  });
}

/** Columns of a delivery, with their PostgreSQL types. */
const DELIVERY = {
  workspace_id: 'uuid',
  query_id: 'uuid',
  consumer: 'text',
  change: 'text',
  item: 'jsonb',
  reasons: 'jsonb',
  origin: 'text',
  found_at: 'timestamptz',
} as const;

/** Inserts the matches that are new to their queries, and a delivery for each. */
export async function insertMatches(
  db: Kysely<Tables>,
  { matches, origin }: Pick<Reading, 'matches' | 'origin'>,
  now: Date,
): Promise<number> {
  if (matches.length === 0) return 0;
  const byKey = new Map(matches.map((match) => [keyOf(match), match]));
  const fresh = await insertSeen(db, [...byKey.values()], now);
  if (fresh.length === 0) return 0;
  const rows = fresh.map(({ platform, nativeId, workspaceId, queryId }) => {
    const { consumer, item, reasons } = byKey.get(`${platform} ${nativeId} ${workspaceId} ${queryId}`)!;
    const match = { consumer, change: 'matched', item, reasons, origin, found_at: now };
    return { workspace_id: workspaceId, query_id: queryId, ...match };
  });
  await db
    .insertInto('deliveries')
    .columns(namesOf(DELIVERY))
    // Unlike a parameter of type jsonb, `given` accepts NUL and unpaired surrogates in an item.
    .expression(db.selectFrom(given(DELIVERY, rows)).select(namesOf(DELIVERY)))
    .execute();
  return fresh.length;
}

function keyOf({ item, workspaceId, queryId }: Match): string {
  return `${item.platform} ${item.nativeId} ${workspaceId} ${queryId}`;
}

/** Inserts a delivery for every query that has received a deleted item, and forgets the item. */
export async function insertDeletions(
  db: Kysely<Tables>,
  platform: string,
  { deletions, origin }: Pick<Reading, 'deletions' | 'origin'>,
  now: Date,
): Promise<number> {
  if (deletions.length === 0) return 0;
  const items = deletions.flatMap((each) => ('nativeId' in each ? [each.nativeId] : []));
  const authors = deletions.flatMap((each) => ('authorId' in each ? [each.authorId] : []));
  const { numAffectedRows } = await sql`
    with gone as (
      delete from listening.seen
      where platform = ${platform} and (native_id = any(${items}::text[]) or author_id = any(${authors}::text[]))
      returning native_id, workspace_id, query_id, consumer
    )
    insert into listening.deliveries (workspace_id, query_id, consumer, change, item, origin, found_at)
    select workspace_id, query_id, consumer, 'deleted',
      jsonb_build_object('platform', ${platform}::text, 'nativeId', native_id), ${origin}, ${now}
    from gone`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/** A source of a query that cannot be read. */
export interface SourceFailure {
  readonly platform: string;
  /** The place that cannot be read; null if it is the platform. */
  readonly place: string | null;
  /** The problem in words. */
  readonly problem: string;
  /** ISO 8601; null if it was not read since the query was changed. */
  readonly lastSuccess: string | null;
}

/** A row of the match log. */
export interface Delivery {
  readonly sequence: string;
  readonly workspaceId: string;
  readonly queryId: string;
  /**
   * `counted`: its platform has new counts. `failing`: a source of the query cannot be read, see
   * `failure`.
   */
  readonly change: 'matched' | 'counted' | 'deleted' | 'failing';
  /**
   * For new counts only platform, nativeId and metrics; for a deletion without the metrics; for a
   * failure only the platform.
   */
  readonly item: Item;
  /** Only of a failure. */
  readonly failure?: SourceFailure;
  /** Null unless it is a match. */
  readonly reasons: MatchReasons | null;
  readonly origin: Origin;
  readonly foundAt: Date;
}

/** Lists the workspaces that the oldest rows of a consumer belong to. */
export async function listWaitingWorkspaces<Own>(
  db: Kysely<Own>,
  consumer: Consumer,
  limit: number,
): Promise<string[]> {
  const oldest = own(db)
    .selectFrom('deliveries')
    .where('consumer', '=', consumer)
    .orderBy('sequence')
    .limit(limit)
    .select('workspace_id');
  const rows = await own(db).selectFrom(oldest.as('oldest')).select('workspace_id').distinct().execute();
  return rows.map((row) => row.workspace_id);
}

/**
 * Takes the oldest rows of a consumer and passes them to `consume` in the same transaction, which
 * deletes them: if it fails, they are taken again. One process at a time, so that a deletion is
 * never processed before the match that it belongs to; in others this returns 0 at once. Returns
 * the number taken.
 */
export async function consumeDeliveries<Own>(
  db: Kysely<Own>,
  consumer: Consumer,
  limit: number,
  consume: (inside: Kysely<Own>, deliveries: readonly Delivery[]) => Promise<void>,
): Promise<number> {
  return db.transaction().execute(async (inside) => {
    const lock = `listening.deliveries ${consumer}`;
    const {
      rows: [locked],
    } = await sql<{
      taken: boolean;
    }>`select pg_try_advisory_xact_lock(hashtextextended(${lock}, 0)) as taken`.execute(inside);
    if (!locked!.taken) return 0;
    const rows = await own(inside)
      .deleteFrom('deliveries')
      .where('sequence', 'in', (eb) =>
        eb
          .selectFrom('deliveries')
          .where('consumer', '=', consumer)
          .orderBy('sequence')
          .limit(limit)
          .select('sequence'),
      )
      .returning([
        'sequence',
        'workspace_id as workspaceId',
        'query_id as queryId',
        'change',
        'item',
        'reasons',
        'origin',
        'found_at as foundAt',
      ])
      .execute();
    if (rows.length > 0) await consume(inside, (rows as unknown as Delivery[]).map(revived).sort(inOrder));
    return rows.length;
  });
}

function revived(delivery: Delivery): Delivery {
  if (delivery.change === 'failing')
    return { ...delivery, failure: delivery.item as unknown as SourceFailure };
  if (delivery.change !== 'matched') return delivery;
  return { ...delivery, item: { ...delivery.item, createdAt: new Date(delivery.item.createdAt) } };
}

function inOrder(a: Delivery, b: Delivery): number {
  return Number(a.sequence) - Number(b.sequence);
}

/**
 * Deletes deliveries that no consumer has taken since a time. Returns whether there may be more.
 */
export async function deleteStaleDeliveries(
  db: Kysely<Tables>,
  before: Date,
  limit: number,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('deliveries')
    .where('sequence', 'in', (eb) =>
      eb.selectFrom('deliveries').where('found_at', '<', before).select('sequence').limit(limit),
    )
    .executeTakeFirst();
  return numDeletedRows === BigInt(limit);
}
