import type { PageRequest } from '@tributary/kit';
import { acrossWorkspaces, inTransaction, prepared, type Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { idTag } from '../tags.ts';
import { forgetDays } from './counts/days/forget-days.ts';
import type { BrandSpec, Tables } from './tables.ts';
import { lockWriting } from './write/lock-writing.ts';

/** A dataset as the rest of the subgraph sees it. */
export interface Dataset {
  id: string;
  name: string;
  brands: BrandSpec[];
  mentionsCount: number;
  createdAt: Date;
  updatedAt: Date;
  /** The tracker whose query it follows; null if it is not live. */
  trackerId: string | null;
}

const COLUMNS = [
  'id',
  'name',
  'brands',
  'mentions_count as mentionsCount',
  'created_at as createdAt',
  'updated_at as updatedAt',
  'tracker_id as trackerId',
] as const;

/** Lists one page of the workspace's datasets, plus one row. */
export function listDatasets(
  scope: Scope<Tables>,
  page: PageRequest,
  order: 'asc' | 'desc',
): Promise<Dataset[]> {
  const compare = order === 'asc' ? sql`>` : sql`<`;
  return living(scope)
    .select(COLUMNS)
    .$if(page.after !== null, (query) => {
      const [createdAt, id] = page.after!;
      return query.where(sql<boolean>`(created_at, id) ${compare} (${createdAt}::timestamptz, ${id})`);
    })
    .orderBy('created_at', order)
    .orderBy('id', order)
    .limit(page.limit + 1)
    .execute();
}

export async function countDatasets(scope: Scope<Tables>): Promise<number> {
  const { count } = await living(scope).select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
  return count;
}

/** Returns the undeleted datasets with these ids, in any order, for a loader. */
export function loadDatasets(scope: Scope<Tables>, ids: readonly string[]): Promise<Dataset[]> {
  return living(scope).where('id', '=', sql<string>`any(${ids}::text[])`).select(COLUMNS).execute();
}

/** Finds the oldest dataset with this name; null if there is none. */
export async function findDatasetByName(scope: Scope<Tables>, name: string): Promise<Dataset | null> {
  const row = await living(scope)
    .where('name', '=', name)
    .select(COLUMNS)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Finds a deleted dataset whose mentions are not swept yet; every list of mentions asks first. */
const findUnswept = prepared(({ db, workspaceId }: Scope<Tables>) =>
  db
    .selectFrom('datasets')
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is not', null)
    .where('swept_at', 'is', null)
    .select('id')
    .limit(1),
);

/** Returns the ids of undeleted datasets while a deleted one still has mentions, else null. */
export async function listLivingIds(scope: Scope<Tables>): Promise<string[] | null> {
  if ((await findUnswept(scope, {})).length === 0) return null;
  const rows = await living(scope).select('id').execute();
  return rows.map(({ id }) => id);
}

export async function insertDataset(
  scope: Scope<Tables>,
  dataset: { id: string; name: string; brands: readonly BrandSpec[]; at: Date },
): Promise<Dataset> {
  return scope.db
    .insertInto('datasets')
    .values({
      workspace_id: scope.workspaceId,
      id: dataset.id,
      name: dataset.name,
      brands: JSON.stringify(dataset.brands),
      created_at: dataset.at,
      updated_at: dataset.at,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** Updates the given fields; null if the workspace has no such dataset. */
export async function updateDataset(
  scope: Scope<Tables>,
  id: string,
  changes: { name?: string; brands?: readonly BrandSpec[] },
  at: Date,
): Promise<Dataset | null> {
  const row = await scope.db
    .updateTable('datasets')
    .set({
      updated_at: at,
      ...(changes.name === undefined ? {} : { name: changes.name }),
      ...(changes.brands === undefined ? {} : { brands: JSON.stringify(changes.brands) }),
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returning(COLUMNS)
    .executeTakeFirst();
  return row ?? null;
}

/** Marks a dataset as deleted; returns false if the workspace has no such dataset. */
export async function deleteDataset(scope: Scope<Tables>, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await scope.db
    .updateTable('datasets')
    .set({ deleted_at: at })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Adds mentions to the dataset's count; a negative number subtracts them. */
export async function addToCount(scope: Scope<Tables>, id: string, added: number, at: Date): Promise<void> {
  await scope.db
    .updateTable('datasets')
    .set((eb) => ({ mentions_count: eb('mentions_count', '+', added), updated_at: at }))
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Lists deleted datasets of all workspaces that still have mentions. */
export function listUnswept(db: Kysely<Tables>): Promise<{ workspace_id: string; id: string }[]> {
  return acrossWorkspaces(db, 'mentions')
    .selectFrom('datasets')
    .select(['workspace_id', 'id'])
    .where('deleted_at', 'is not', null)
    .where('swept_at', 'is', null)
    .execute();
}

/**
 * Removes up to `limit` mentions from a deleted dataset, and deletes those in no other dataset.
 * Returns false if none were left.
 */
export function sweepDataset(scope: Scope<Tables>, id: string, limit: number, at: Date): Promise<boolean> {
  return inTransaction(scope, async (inside) => {
    await lockWriting(inside);
    const { db, workspaceId } = inside;
    const rows = await db
      .selectFrom('mentions')
      .where('workspace_id', '=', workspaceId)
      .where(sql<boolean>`tags @> ${[idTag('dataset', id)]}::text[]`)
      .select(['id', 'dataset_ids as datasetIds'])
      .limit(limit)
      .forUpdate()
      .execute();
    const only = rows.filter(({ datasetIds }) => datasetIds.every((each) => each === id));
    const shared = rows.filter((row) => !only.includes(row));
    await forgetDays(inside, { ids: only.map((row) => row.id) });
    for (const table of ['mentions', 'metric_readings'] as const)
      await db
        .deleteFrom(table)
        .where('workspace_id', '=', workspaceId)
        .where(
          sql.ref(table === 'mentions' ? 'id' : 'mention_id'),
          '=',
          sql`any(${only.map((row) => row.id)}::text[])`,
        )
        .execute();
    await db
      .updateTable('mentions')
      .set({
        dataset_ids: sql`array_remove(dataset_ids, ${id})`,
        tags: sql`array_remove(tags, ${idTag('dataset', id)})`,
      })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', sql<string>`any(${shared.map((row) => row.id)}::text[])`)
      .execute();
    if (rows.length < limit) await markSwept({ db, workspaceId }, id, at);
    return rows.length === limit;
  });
}

async function markSwept(scope: Scope<Tables>, id: string, at: Date): Promise<void> {
  await scope.db
    .updateTable('datasets')
    .set({ swept_at: at, mentions_count: 0 })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

function living(scope: Scope<Tables>) {
  return scope.db
    .selectFrom('datasets')
    .where('workspace_id', '=', scope.workspaceId)
    .where('deleted_at', 'is', null);
}
