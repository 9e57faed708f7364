import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** `limits.windows`: one row for each key and limit, its current window. */
export interface WindowsTable {
  workspace_id: string;
  key_id: string;
  bucket: string;
  starts_at: Date;
  used: number;
  granted: number;
  max: number;
}

/** Some requests of one key against one limit. */
export interface Ask {
  workspaceId: string;
  keyId: string;
  bucket: string;
  startsAt: Date;
  max: number;
  requests: number;
}

/** How many of them may pass, and the window's count after that. */
export interface Grant {
  workspaceId: string;
  keyId: string;
  bucket: string;
  granted: number;
  used: number;
}

/**
 * Counts all asks in one statement, each up to its maximum, and says how many requests of each pass. The row lock
 * of the upsert makes it exact whatever else runs; the order of rows keeps two statements from locking each other
 * out. A window that began later resets the count; one that began earlier (a clock behind) counts in the newer.
 */
export async function takeFromWindows(db: Kysely<Tables>, asks: readonly Ask[]): Promise<Grant[]> {
  const { rows } = await sql<Grant>`
    insert into limits.windows as held (workspace_id, key_id, bucket, starts_at, used, granted, max)
    select workspace_id, key_id, bucket, starts_at, least(requests, max), least(requests, max), max
    from unnest(
      ${asks.map((ask) => ask.workspaceId)}::uuid[], ${asks.map((ask) => ask.keyId)}::uuid[],
      ${asks.map((ask) => ask.bucket)}::text[], ${asks.map((ask) => ask.startsAt)}::timestamptz[],
      ${asks.map((ask) => ask.max)}::int[], ${asks.map((ask) => ask.requests)}::int[]
    ) as asked(workspace_id, key_id, bucket, starts_at, max, requests)
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

/** The current count of each of a key's limits, by bucket and window. */
export function listWindows(scope: Scope<Tables>, keyId: string) {
  return scope.db
    .selectFrom('windows')
    .where('workspace_id', '=', scope.workspaceId)
    .where('key_id', '=', keyId)
    .select(['bucket', 'starts_at as startsAt', 'used'])
    .execute();
}

/** Deletes the windows of all workspaces that began before a time; returns how many. */
export async function deleteEndedWindows(db: Kysely<Tables>, before: Date): Promise<number> {
  const { numDeletedRows } = await acrossWorkspaces(db, 'limits')
    .deleteFrom('windows')
    .where('starts_at', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
