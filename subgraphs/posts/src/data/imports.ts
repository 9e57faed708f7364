import { type PageRequest, type Scope, TributaryError } from '@tributary/kit';
import { sql } from 'kysely';
import type { Tables } from './tables.ts';
import type { Written } from './write-community-posts.ts';

/** One import of a file into the workspace. */
export interface ImportRecord {
  id: string;
  kind: string;
  file: string;
  subject: string;
  startedAt: Date;
  /** Null while it runs, and for one that was killed. */
  finishedAt: Date | null;
  undoneAt: Date | null;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

/** Records that a workspace keeps; the oldest beyond are forgotten, and can then no longer be undone. */
export const MOST_IMPORTS = 1_000;

/** Rows that one statement deletes: a large import is undone in many short transactions. */
const DELETE_BATCH = 5_000;

/** How a batch of the rows that an import brought is deleted, by kind. */
const DELETE_FROM = {
  posts: ({ db, workspaceId }: Scope<Tables>, importId: string) =>
    db
      .deleteFrom('community_posts')
      .where('workspace_id', '=', workspaceId)
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('community_posts')
          .where('workspace_id', '=', workspaceId)
          .where('import_id', '=', importId)
          .select('id')
          .limit(DELETE_BATCH),
      ),
  'x-posts': ({ db, workspaceId }: Scope<Tables>, importId: string) =>
    db
      .deleteFrom('x_imported_posts')
      .where('workspace_id', '=', workspaceId)
      .where('post_id', 'in', (eb) =>
        eb
          .selectFrom('x_imported_posts')
          .where('workspace_id', '=', workspaceId)
          .where('import_id', '=', importId)
          .select('post_id')
          .limit(DELETE_BATCH),
      ),
};

/** The kinds of imports that are recorded. */
export type RecordedKind = keyof typeof DELETE_FROM;

/** Records that an import has begun; its id. */
export async function insertImport(
  scope: Scope<Tables>,
  record: Pick<ImportRecord, 'file' | 'subject'> & { kind: RecordedKind },
): Promise<string> {
  const { id } = await scope.db
    .insertInto('imports')
    .values({ workspace_id: scope.workspaceId, ...record, finished_at: null, undone_at: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  await deleteOldest(scope);
  return id;
}

async function deleteOldest(scope: Scope<Tables>): Promise<void> {
  await scope.db
    .deleteFrom('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('imports')
        .where('workspace_id', '=', scope.workspaceId)
        .select('id')
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .offset(MOST_IMPORTS),
    )
    .execute();
}

/**
 * Adds what a batch did to the record, inside the transaction that wrote it. CONFLICT when the import was undone in
 * the meantime: the batch is rolled back, so that no row of it can come after the undoing.
 */
export async function addWritten(scope: Scope<Tables>, id: string, written: Written): Promise<void> {
  const { numUpdatedRows } = await scope.db
    .updateTable('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .set((eb) => ({
      inserted: eb('inserted', '+', written.inserted),
      updated: eb('updated', '+', written.updated),
      unchanged: eb('unchanged', '+', written.unchanged),
    }))
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new TributaryError('CONFLICT', 'The import was undone while it ran; nothing more is imported.');
}

/** Records that an import is over. */
export async function finishImport(scope: Scope<Tables>, id: string, rejected: number): Promise<void> {
  await scope.db
    .updateTable('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .set({ finished_at: sql<Date>`now()`, rejected })
    .execute();
}

/** The imports of these kinds, latest first, and one row more. */
export function listImports(
  scope: Scope<Tables>,
  kinds: readonly RecordedKind[],
  page: PageRequest,
): Promise<ImportRecord[]> {
  return records(scope)
    .where('kind', 'in', kinds)
    .$if(page.after !== null, (query) =>
      query.where(sql<boolean>`(started_at, id) < (${page.after![0]}::timestamptz, ${page.after![1]}::uuid)`),
    )
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .$if(page.skip > 0, (query) => query.offset(page.skip))
    .execute();
}

/** Sort values of an import, for its cursor. */
export const latestImportFirst = (record: ImportRecord) => [record.startedAt.toISOString(), record.id];

/** How many imports of these kinds the workspace has. */
export async function countImports(scope: Scope<Tables>, kinds: readonly RecordedKind[]): Promise<number> {
  const { count } = await scope.db
    .selectFrom('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('kind', 'in', kinds)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Imports of the workspace by id; for a loader. */
export function loadImports(scope: Scope<Tables>, ids: readonly string[]): Promise<ImportRecord[]> {
  return records(scope).where('id', 'in', ids).execute();
}

/** The import of this id; null when the workspace has none. */
export async function findImport(scope: Scope<Tables>, id: string): Promise<ImportRecord | null> {
  return (await records(scope).where('id', '=', id).executeTakeFirst()) ?? null;
}

/**
 * Takes an import back: deletes the rows that it brought, and says how many. Rows that it only changed were brought by
 * an earlier import and stay. From the first statement on the import cannot write any more; broken off, undoing again
 * deletes the rest.
 */
export async function undoImport(
  scope: Scope<Tables>,
  record: ImportRecord,
  signal: AbortSignal,
): Promise<number> {
  await scope.db
    .updateTable('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', record.id)
    .where('undone_at', 'is', null)
    .set({ undone_at: sql<Date>`now()` })
    .execute();
  let deleted = 0;
  for (let batch = DELETE_BATCH; batch === DELETE_BATCH; ) {
    signal.throwIfAborted();
    batch = await deleteBatch(scope, record);
    deleted += batch;
  }
  return deleted;
}

async function deleteBatch(scope: Scope<Tables>, { id, kind }: ImportRecord): Promise<number> {
  const { numDeletedRows } = await DELETE_FROM[kind as RecordedKind](scope, id).executeTakeFirst();
  return Number(numDeletedRows);
}

function records(scope: Scope<Tables>) {
  return scope.db
    .selectFrom('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .select([
      'id',
      'kind',
      'file',
      'subject',
      'started_at as startedAt',
      'finished_at as finishedAt',
      'undone_at as undoneAt',
      'inserted',
      'updated',
      'unchanged',
      'rejected',
    ]);
}
