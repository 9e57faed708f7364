import type { Scope } from '@tributary/kit/postgres';
import type { Item } from '@tributary/platforms';
import { type Kysely, sql } from 'kysely';
import { own } from './own.ts';
import type { Consumer, Tables } from './tables.ts';

/** An item, and the query that receives it. */
export interface Receipt {
  readonly workspaceId: string;
  readonly queryId: string;
  readonly consumer: Consumer;
  readonly item: Pick<Item, 'platform' | 'nativeId' | 'author'>;
}

/** Which item a query has received. */
export interface SeenKey {
  readonly platform: string;
  readonly nativeId: string;
  readonly workspaceId: string;
  readonly queryId: string;
}

/** How long after an item was found it is read again, in milliseconds. */
const FIRST_RECHECK = 60 * 60_000;

/** Records which items queries receive; returns those that are new to their queries. */
export async function insertSeen(
  db: Kysely<Tables>,
  receipts: readonly Receipt[],
  now: Date,
): Promise<SeenKey[]> {
  return db
    .insertInto('seen')
    .values(
      receipts.map(({ workspaceId, queryId, consumer, item }) => ({
        platform: item.platform,
        native_id: item.nativeId,
        workspace_id: workspaceId,
        query_id: queryId,
        consumer,
        author_id: item.author.nativeId,
        found_at: now,
        recheck_at: new Date(now.getTime() + FIRST_RECHECK),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning(['platform', 'native_id as nativeId', 'workspace_id as workspaceId', 'query_id as queryId'])
    .execute();
}

/**
 * Records items that a consumer has read by itself, so that it receives their deletions and the end
 * of the time for which the platform allows them to be stored. `queryId` identifies the reading.
 * `scope` may be the transaction in which the consumer stores the items. Returns how many of them
 * are new to the reading.
 */
export async function recordSeen<Own>(
  { db, workspaceId }: Scope<Own>,
  { queryId, consumer }: Pick<Receipt, 'queryId' | 'consumer'>,
  items: readonly Receipt['item'][],
  now: Date,
): Promise<number> {
  const byKey = new Map(items.map((item) => [`${item.platform} ${item.nativeId}`, item]));
  const receipts = [...byKey.values()].map((item) => ({ workspaceId, queryId, consumer, item }));
  if (receipts.length === 0) return 0;
  return (await insertSeen(own(db), receipts, now)).length;
}

/**
 * Deletes the record of items of a platform that were delivered before a time. If `expire`, their
 * queries receive deletions, because the platform's terms limit how long items may be stored.
 * Returns whether there may be more.
 */
export async function forgetSeen(
  db: Kysely<Tables>,
  platform: string,
  { before, expire, limit, now }: { before: Date; expire: boolean; limit: number; now: Date },
): Promise<boolean> {
  const { rows } = await sql<{ forgotten: string }>`
    with gone as (
      delete from listening.seen where ctid = any(array(
        select ctid from listening.seen where platform = ${platform} and found_at < ${before} limit ${limit}
      ))
      returning native_id, workspace_id, query_id, consumer
    ), expired as (
      insert into listening.deliveries (workspace_id, query_id, consumer, change, item, origin, found_at)
      select workspace_id, query_id, consumer, 'deleted',
        jsonb_build_object('platform', ${platform}::text, 'nativeId', native_id), 'retention', ${now}
      from gone
      where ${expire}
    )
    select count(*) as forgotten from gone`.execute(db);
  return Number(rows[0]!.forgotten) === limit;
}
