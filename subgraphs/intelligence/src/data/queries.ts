import type { PageRequest } from '@tributary/kit';
import { acrossWorkspaces, inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { BrandRow, IntelligenceQuery } from '../snapshot.ts';
import type { IntelligenceQueriesTable, Tables } from './tables.ts';

/** User-defined members of a query. */
export interface QueryFields {
  brands: BrandRow[];
  communities: string[];
  rangeDays: number;
}

/** Maximum number of active queries per workspace; the same as the maximum page size. */
export const MOST_QUERIES = 100;

const COLUMNS = ['id', 'brands', 'communities', 'range_days', 'created_at', 'archived_at'] as const;

/** Lists one page of the workspace's queries, oldest first, plus one row to detect a next page. */
export async function listQueries(
  scope: Scope<Tables>,
  { includeArchived }: { includeArchived: boolean },
  page: PageRequest,
): Promise<IntelligenceQuery[]> {
  const rows = await filtered(scope, includeArchived)
    .select(COLUMNS)
    .$if(page.after !== null, (query) =>
      query.where(sql<boolean>`(created_at, id) > (${page.after![0]}::timestamptz, ${page.after![1]}::uuid)`),
    )
    .orderBy('created_at')
    .orderBy('id')
    .limit(page.limit + 1)
    .execute();
  return rows.map(toQuery);
}

/** Counts the workspace's queries. */
export async function countQueries(scope: Scope<Tables>, includeArchived: boolean): Promise<number> {
  const { count } = await filtered(scope, includeArchived)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Loads queries by id, including archived ones; for a loader. */
export async function loadQueries(
  scope: Scope<Tables>,
  ids: readonly string[],
): Promise<IntelligenceQuery[]> {
  const rows = await filtered(scope, true)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .select(COLUMNS)
    .execute();
  return rows.map(toQuery);
}

/** Lists the active queries that track any brand of these folded names, oldest first. */
export async function listQueriesTracking(
  scope: Scope<Tables>,
  names: readonly string[],
): Promise<IntelligenceQuery[]> {
  const rows = await filtered(scope, false)
    .where(sql<boolean>`folded && ${names}::text[]`)
    .select(COLUMNS)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toQuery);
}

/** Inserts a query; null if the workspace has the maximum number of active ones. */
export function insertQuery(
  scope: Scope<Tables>,
  fields: QueryFields & { id?: string; createdAt: Date },
): Promise<IntelligenceQuery | null> {
  return withRoom(scope, async (inside) => {
    const row = await inside.db
      .insertInto('intelligence_queries')
      .values({
        workspace_id: inside.workspaceId,
        ...(fields.id ? { id: fields.id } : {}),
        ...columnsOf(fields),
        created_at: fields.createdAt,
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
    return toQuery(row);
  });
}

/**
 * Updates a query from its latest state; null if unknown. The row is locked in between, so that
 * concurrent updates are not lost.
 */
export function updateQuery(
  scope: Scope<Tables>,
  id: string,
  change: (known: IntelligenceQuery) => QueryFields,
): Promise<IntelligenceQuery | null> {
  return inTransaction(scope, async (inside) => {
    const known = await filtered(inside, true)
      .where('id', '=', id)
      .select(COLUMNS)
      .forUpdate()
      .executeTakeFirst();
    if (!known) return null;
    const row = await inside.db
      .updateTable('intelligence_queries')
      .set(columnsOf(change(toQuery(known))))
      .where('workspace_id', '=', inside.workspaceId)
      .where('id', '=', id)
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
    return toQuery(row);
  });
}

/** Archives a query; if it is archived already, the original time stays. */
export async function archiveQuery(scope: Scope<Tables>, id: string, now: Date): Promise<void> {
  await scope.db
    .updateTable('intelligence_queries')
    .set({ archived_at: now })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .execute();
}

/**
 * Restores an archived query; returns false if the workspace has the maximum number of active ones.
 */
export async function restoreQuery(scope: Scope<Tables>, id: string): Promise<boolean> {
  const restored = await withRoom(scope, async (inside) => {
    await inside.db
      .updateTable('intelligence_queries')
      .set({ archived_at: null })
      .where('workspace_id', '=', inside.workspaceId)
      .where('id', '=', id)
      .execute();
    return true;
  });
  return restored ?? false;
}

/** Lists the active queries of all workspaces, for the daily job. */
export async function listActiveQueries(
  db: Kysely<Tables>,
): Promise<{ workspaceId: string; query: IntelligenceQuery }[]> {
  const rows = await acrossWorkspaces(db, 'intelligence')
    .selectFrom('intelligence_queries')
    .where('archived_at', 'is', null)
    .select(['workspace_id', ...COLUMNS])
    .orderBy('workspace_id')
    .orderBy('created_at')
    .execute();
  return rows.map((row) => ({ workspaceId: row.workspace_id, query: toQuery(row) }));
}

/** Runs `work` if the workspace has room for another active query; null otherwise. */
function withRoom<Result>(scope: Scope<Tables>, work: (scope: Scope<Tables>) => Promise<Result>) {
  return inTransaction(scope, async (inside) => {
    // Locked, so that concurrent inserts cannot exceed the maximum.
    await lockInTransaction(inside.db, `intelligence.intelligence_queries ${scope.workspaceId}`);
    return (await countQueries(inside, false)) < MOST_QUERIES ? work(inside) : null;
  });
}

function filtered(scope: Scope<Tables>, includeArchived: boolean) {
  const query = scope.db.selectFrom('intelligence_queries').where('workspace_id', '=', scope.workspaceId);
  return includeArchived ? query : query.where('archived_at', 'is', null);
}

function columnsOf({ brands, communities, rangeDays }: QueryFields) {
  return {
    brands: sql<BrandRow[]>`${JSON.stringify(brands)}::jsonb`,
    folded: brands.map(({ folded }) => folded),
    communities,
    range_days: rangeDays,
  };
}

function toQuery(
  row: Pick<Selectable<IntelligenceQueriesTable>, (typeof COLUMNS)[number]>,
): IntelligenceQuery {
  return {
    id: row.id,
    brands: row.brands,
    communities: row.communities,
    rangeDays: row.range_days,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
  };
}
