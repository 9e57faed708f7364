import type { PageRequest } from '@tributary/kit';
import { countRows, type Scope, type Sort, sortedPage, sortedPageOf } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { AssistanceTables, MediaAssetsTable } from '../../data/assistance-tables.ts';
import type { Tables } from '../../data/tables.ts';
import type { MediaAsset } from '../media-asset.ts';

/** Inserts an announced upload. */
export async function insertMediaAsset(scope: Scope<AssistanceTables>, asset: MediaAsset): Promise<void> {
  await scope.db
    .insertInto('media_assets')
    .values({ ...rowOf(asset), workspace_id: scope.workspaceId })
    .execute();
}

/** Sums the sizes of the workspace's files; pending ones count until their upload expires. */
export async function sumBytes(scope: Scope<AssistanceTables>, now: Date): Promise<number> {
  const { bytes } = await scope.db
    .selectFrom('media_assets')
    .where('workspace_id', '=', scope.workspaceId)
    .where(({ eb, or }) => or([eb('status', '=', 'ready'), eb('expires_at', '>', now)]))
    .select(sql<number>`coalesce(sum(size), 0)::bigint`.as('bytes'))
    .executeTakeFirstOrThrow();
  return bytes;
}

/** Filter for files; all given members must match. */
export interface MediaAssetFilter {
  readonly status?: MediaAsset['status'] | null;
  readonly contentType?: readonly string[] | null;
}

const NEWEST: Sort = { column: 'created_at', type: 'timestamptz', ties: [{ column: 'id', type: 'text' }] };

/**
 * Lists one page of the files that match `filter`, newest first, plus one row to detect a next
 * page.
 */
export async function listMediaAssets(
  scope: Scope<AssistanceTables>,
  filter: MediaAssetFilter,
  page: PageRequest,
): Promise<MediaAsset[]> {
  const rows = filtered(scope, filter).selectAll();
  return (await sortedPage(scope.db, rows, NEWEST, 'desc', sortedPageOf(page)).execute()).map(assetOf);
}

/** Counts the files that match `filter`; estimates a count that reaches `atMost`. */
export function countMediaAssets(
  scope: Scope<AssistanceTables>,
  filter: MediaAssetFilter,
  atMost: number | null,
): Promise<number> {
  return countRows(scope.db, { rows: filtered(scope, filter), atMost });
}

function filtered(scope: Scope<AssistanceTables>, { status, contentType }: MediaAssetFilter) {
  let query = scope.db.selectFrom('media_assets').where('workspace_id', '=', scope.workspaceId);
  if (status) query = query.where('status', '=', status);
  if (contentType?.length) query = query.where('content_type', 'in', contentType);
  return query;
}

/** Loads files by id. */
export async function loadMediaAssets(
  scope: Scope<AssistanceTables>,
  ids: readonly string[],
): Promise<MediaAsset[]> {
  const rows = await byId(scope, ids).execute();
  return rows.map(assetOf);
}

/** Loads files by id and locks them against deletion until the transaction ends. */
export async function holdMediaAssets(
  scope: Scope<AssistanceTables>,
  ids: readonly string[],
): Promise<MediaAsset[]> {
  const rows = await byId(scope, ids).forKeyShare().execute();
  return rows.map(assetOf);
}

/**
 * Locks a file for deletion, so that no post can start using it until the transaction ends; null if
 * there is none.
 */
export async function lockMediaAsset(scope: Scope<AssistanceTables>, id: string): Promise<MediaAsset | null> {
  const row = await byId(scope, [id]).forUpdate().executeTakeFirst();
  return row ? assetOf(row) : null;
}

function byId(scope: Scope<AssistanceTables>, ids: readonly string[]) {
  return (
    scope.db
      .selectFrom('media_assets')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', sql<string>`any(${ids}::text[])`)
      .selectAll()
      // Consistent lock order prevents deadlocks.
      .orderBy('id')
  );
}

/** Finds a file; null if the workspace has no such file. */
export async function findMediaAsset(scope: Scope<AssistanceTables>, id: string): Promise<MediaAsset | null> {
  const [asset] = await loadMediaAssets(scope, [id]);
  return asset ?? null;
}

/** Marks a pending file ready; returns false if it is no longer pending. */
export async function updateConfirmed(
  scope: Scope<AssistanceTables>,
  id: string,
  sha256: string,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await scope.db
    .updateTable('media_assets')
    .set({ status: 'ready', sha256, confirmed_at: at })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Deletes a file's row; the caller removes its bytes. */
export async function deleteMediaAsset(scope: Scope<AssistanceTables>, id: string): Promise<void> {
  await scope.db
    .deleteFrom('media_assets')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Returns whether a post that is not yet published everywhere uses a file. */
export async function attachedToUnpublished(scope: Scope<Tables>, id: string): Promise<boolean> {
  const row = await scope.db
    .selectFrom('posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where('status', '<>', 'published')
    .where(sql<boolean>`media_ids @> array[${id}]::text[]`)
    .select('id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Deletes uploads of all workspaces announced before `before` and never confirmed; returns them.
 */
export async function deleteOrphans(db: Kysely<AssistanceTables>, before: Date): Promise<MediaAsset[]> {
  const rows = await db
    .deleteFrom('media_assets')
    .where('status', '=', 'pending')
    .where('created_at', '<', before)
    .returningAll()
    .execute();
  return rows.map(assetOf);
}

function assetOf(row: MediaAssetsTable): MediaAsset {
  return {
    id: row.id,
    key: row.key,
    filename: row.filename,
    contentType: row.content_type as MediaAsset['contentType'],
    size: row.size,
    alt: row.alt,
    status: row.status,
    sha256: row.sha256,
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at,
    expiresAt: row.expires_at,
  };
}

function rowOf(asset: MediaAsset): Omit<MediaAssetsTable, 'workspace_id'> {
  return {
    id: asset.id,
    key: asset.key,
    filename: asset.filename,
    content_type: asset.contentType,
    size: asset.size,
    alt: asset.alt,
    status: asset.status,
    sha256: asset.sha256,
    created_at: asset.createdAt,
    confirmed_at: asset.confirmedAt,
    expires_at: asset.expiresAt,
  };
}
