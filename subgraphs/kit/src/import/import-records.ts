import { type Generated, sql } from 'kysely';
import { TributaryError } from '../core/errors.ts';
import type { PageRequest } from '../core/page-request.ts';
import type { Scope } from '../postgres/scope.ts';
import type { Written } from './options.ts';

/**
 * The table `imports` of each subgraph that imports: the imports of a workspace, and which of them
 * were undone.
 */
export interface ImportsTable {
  workspace_id: string;
  id: Generated<string>;
  /** The name of the kind on the command line, such as `x-posts`. */
  kind: string;
  /** Name of the file. */
  file: string;
  /** The origin of the rows: a platform, or `@username`. */
  subject: string;
  started_at: Generated<Date>;
  finished_at: Date | null;
  undone_at: Date | null;
  inserted: Generated<number>;
  updated: Generated<number>;
  unchanged: Generated<number>;
  rejected: Generated<number>;
}

/** The tables of a subgraph that these functions use. */
export interface ImportTables {
  imports: ImportsTable;
}

/** One import of a file into the workspace. */
export interface ImportRecord {
  id: string;
  kind: string;
  file: string;
  subject: string;
  startedAt: Date;
  /** Null while the import runs, and after its process was killed. */
  finishedAt: Date | null;
  undoneAt: Date | null;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

/**
 * Maximum number of import records per workspace; older ones are deleted, and can no longer be
 * undone.
 */
const MOST_IMPORTS = 1_000;

/** The kind, file and subject of an import. */
export type About = Pick<ImportRecord, 'kind' | 'file' | 'subject'>;

/** Inserts the record of a started import; returns its id. */
export async function insertImport(scope: Scope<ImportTables>, record: About): Promise<string> {
  const { id } = await scope.db
    .insertInto('imports')
    .values({ workspace_id: scope.workspaceId, ...record, finished_at: null, undone_at: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  await deleteOldest(scope);
  return id;
}

async function deleteOldest(scope: Scope<ImportTables>): Promise<void> {
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
 * Adds a batch's counts to the record, inside the transaction that wrote the batch. Throws CONFLICT
 * if the import was undone meanwhile; this rolls the batch back, so no row is inserted after the
 * undo.
 */
export async function addWritten(scope: Scope<ImportTables>, id: string, written: Written): Promise<void> {
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

/** Records the end of an import. */
export async function finishImport(scope: Scope<ImportTables>, id: string, rejected: number): Promise<void> {
  await scope.db
    .updateTable('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .set({ finished_at: sql<Date>`now()`, rejected })
    .execute();
}

/** Lists imports of the given kinds, latest first, plus one row to detect a next page. */
export function listImports(
  scope: Scope<ImportTables>,
  kinds: readonly string[],
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

/** Returns the sort values of an import, for its cursor. */
export const latestImportFirst = (record: ImportRecord) => [record.startedAt.toISOString(), record.id];

/** Counts the workspace's imports of the given kinds. */
export async function countImports(scope: Scope<ImportTables>, kinds: readonly string[]): Promise<number> {
  const { count } = await scope.db
    .selectFrom('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('kind', 'in', kinds)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Loads imports by id, in any order; for a loader. */
export function loadImports(scope: Scope<ImportTables>, ids: readonly string[]): Promise<ImportRecord[]> {
  return records(scope).where('id', 'in', ids).execute();
}

/** Finds an import by id; null if the workspace has none. */
export async function findImport(scope: Scope<ImportTables>, id: string): Promise<ImportRecord | null> {
  return (await records(scope).where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Marks an import as undone, after which it cannot write any more. */
export async function markUndone(scope: Scope<ImportTables>, id: string): Promise<void> {
  await scope.db
    .updateTable('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .set({ undone_at: sql<Date>`now()` })
    .execute();
}

function records(scope: Scope<ImportTables>) {
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
