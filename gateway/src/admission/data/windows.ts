import { type NewEvent, recordEvents } from '@tributary/kit/events';
import { acrossWorkspaces, inTransaction, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** A number of requests of one key to count against one limit. */
export interface Demand {
  workspaceId: string;
  keyId: string;
  bucket: string;
  startsAt: Date;
  max: number;
  requests: number;
}

/** The number of allowed requests, and the window's count afterwards. */
export interface Grant {
  workspaceId: string;
  keyId: string;
  bucket: string;
  granted: number;
  used: number;
}

/**
 * Counts all demands in one statement, each up to its maximum, and returns how many requests of
 * each are allowed. The row lock of the upsert makes the count exact under concurrency, and the
 * order of rows prevents deadlocks. A window that starts later resets the count; one that starts
 * earlier (from a process whose clock lags) counts in the newer window.
 */
export async function takeFromWindows(db: Kysely<Tables>, demands: readonly Demand[]): Promise<Grant[]> {
  const { rows } = await sql<Grant>`
    insert into limits.windows as held (workspace_id, key_id, bucket, starts_at, used, granted, max)
    select workspace_id, key_id, bucket, starts_at, least(requests, max), least(requests, max), max
    from unnest(
      ${demands.map((demand) => demand.workspaceId)}::uuid[], ${demands.map((demand) => demand.keyId)}::uuid[],
      ${demands.map((demand) => demand.bucket)}::text[], ${demands.map((demand) => demand.startsAt)}::timestamptz[],
      ${demands.map((demand) => demand.max)}::int[], ${demands.map((demand) => demand.requests)}::int[]
    ) as demanded(workspace_id, key_id, bucket, starts_at, max, requests)
    order by workspace_id, key_id, bucket
    on conflict (workspace_id, key_id, bucket) do update set
      starts_at = greatest(held.starts_at, excluded.starts_at),
      max = excluded.max,
      granted = greatest(0, least(excluded.granted,
        excluded.max - case when excluded.starts_at > held.starts_at then 0 else held.used end)),
      used = case when excluded.starts_at > held.starts_at then 0 else held.used end
        + greatest(0, least(excluded.granted,
          excluded.max - case when excluded.starts_at > held.starts_at then 0 else held.used end))
    returning workspace_id as "workspaceId", key_id as "keyId", bucket, granted, used`.execute(db);
  return rows;
}

/** Lists the current count of each limit of a key, by bucket and window. */
export function listWindows(scope: Scope<Tables>, keyId: string) {
  return scope.db
    .selectFrom('windows')
    .where('workspace_id', '=', scope.workspaceId)
    .where('key_id', '=', keyId)
    .select(['bucket', 'starts_at as startsAt', 'used'])
    .execute();
}

/** Deletes windows of all workspaces that started before a time. Returns how many. */
export async function deleteEndedWindows(db: Kysely<Tables>, before: Date): Promise<number> {
  const { numDeletedRows } = await acrossWorkspaces(db, 'limits')
    .deleteFrom('windows')
    .where('starts_at', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** A window of one limit of a key. */
export type WindowKey = Pick<Demand, 'keyId' | 'bucket' | 'startsAt'>;

/**
 * Records that a limit was reached, in the transaction of the mark that prevents a second event of
 * the window.
 */
export function recordReachedWindow(
  scope: Scope<Tables>,
  { keyId, bucket, startsAt }: WindowKey,
  at: Date,
  event: NewEvent,
): Promise<void> {
  return inTransaction(scope, async (inside) => {
    const { numUpdatedRows } = await inside.db
      .updateTable('windows')
      .set((eb) => ({ reached: eb.ref('starts_at') }))
      .where('workspace_id', '=', inside.workspaceId)
      .where('key_id', '=', keyId)
      .where('bucket', '=', bucket)
      .where('starts_at', '=', startsAt)
      .whereRef('reached', 'is distinct from', 'starts_at')
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await recordEvents(inside, at, [event]);
  });
}
