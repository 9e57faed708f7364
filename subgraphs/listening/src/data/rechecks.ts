import { given } from '@tributary/kit/postgres';
import type { ItemMetrics } from '@tributary/platforms';
import { type Kysely, sql } from 'kysely';
import { insertDeletions } from './matches.ts';
import type { Tables } from './tables.ts';

/** A delivered item that is due to be read again. */
export interface DueRecheck {
  readonly nativeId: string;
  /** Workspaces that have received it. */
  readonly workspaces: readonly string[];
}

/** Lists items of a platform that became due between two times, the longest due first. */
export async function listDueRechecks(
  db: Kysely<Tables>,
  platform: string,
  { after, now, limit }: { after: Date; now: Date; limit: number },
): Promise<DueRecheck[]> {
  return db
    .selectFrom('seen')
    .where('platform', '=', platform)
    .where('recheck_at', '>', after)
    .where('recheck_at', '<=', now)
    .groupBy('native_id')
    .orderBy((eb) => eb.fn.min('recheck_at'))
    .limit(limit)
    .select(['native_id as nativeId', sql<string[]>`array_agg(distinct workspace_id)`.as('workspaces')])
    .execute();
}

/** What was found when items were read again. */
export interface Rechecked {
  /** All items that were read. */
  readonly nativeIds: readonly string[];
  readonly deleted: readonly string[];
  readonly counted: readonly { readonly nativeId: string; readonly metrics: ItemMetrics }[];
}

const COUNTED = { native_id: 'text', metrics: 'jsonb' } as const;

/**
 * Stores what was found in one transaction: deliveries for deletions and new counts, and when the
 * items are read again: a day and a week after they were found, then no more.
 */
export async function storeRechecks(
  db: Kysely<Tables>,
  platform: string,
  { nativeIds, deleted, counted }: Rechecked,
  now: Date,
): Promise<void> {
  const deletions = deleted.map((nativeId) => ({ nativeId }));
  await db.transaction().execute(async (inside) => {
    await insertDeletions(inside, platform, { deletions, origin: 'recheck' }, now);
    await insertCounts(inside, platform, counted, now);
    await inside
      .updateTable('seen')
      .set({
        recheck_at: sql<Date | null>`case when found_at + interval '1 day' > ${now} then found_at + interval '1 day'
          when found_at + interval '7 days' > ${now} then found_at + interval '7 days' end`,
      })
      .where('platform', '=', platform)
      .where('native_id', '=', sql<string>`any(${nativeIds}::text[])`)
      .where('recheck_at', '<=', now)
      .execute();
  });
}

/** Inserts one delivery for each workspace and consumer that has received an item. */
async function insertCounts(
  db: Kysely<Tables>,
  platform: string,
  counted: Rechecked['counted'],
  now: Date,
): Promise<void> {
  if (counted.length === 0) return;
  const rows = counted.map(({ nativeId, metrics }) => ({ native_id: nativeId, metrics }));
  await db
    .insertInto('deliveries')
    .columns(['workspace_id', 'query_id', 'consumer', 'change', 'item', 'origin', 'found_at'])
    .expression(
      db
        .selectFrom('seen')
        .innerJoin(given(COUNTED, rows), (join) => join.onRef('given.native_id', '=', 'seen.native_id'))
        .where('seen.platform', '=', platform)
        .distinctOn(['seen.native_id', 'seen.workspace_id', 'seen.consumer'])
        .select(['seen.workspace_id', 'seen.query_id', 'seen.consumer', sql<string>`'counted'`.as('change')])
        .select(
          sql<never>`jsonb_build_object('platform', seen.platform, 'nativeId', seen.native_id, 'metrics', given.metrics)`.as(
            'item',
          ),
        )
        .select([sql<string>`'recheck'`.as('origin'), sql<Date>`${now}::timestamptz`.as('found_at')]),
    )
    .execute();
}
