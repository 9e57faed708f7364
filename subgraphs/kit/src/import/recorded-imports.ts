import { type Generated, sql } from 'kysely';
import { TributaryError } from '../core/errors.ts';
import type { PageRequest } from '../core/page-request.ts';
import { inTransaction, type Scope } from '../postgres/scope.ts';
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
interface ImportTables {
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
export const MOST_IMPORTS = 1_000;

/** Rows deleted per statement: a large import is undone in many short transactions. */
const DELETE_BATCH = 5_000;

/** The kind, file and subject of an import. */
type About = Pick<ImportRecord, 'kind' | 'file' | 'subject'>;

/** An import whose rows reference its record. */
export interface RecordedImport<Tables> {
  /** Writes a batch and its counts in one transaction. */
  write<Done extends Written>(work: (scope: Scope<Tables>, importId: string) => Promise<Done>): Promise<Done>;
  /** Records the end of the import, and the number of rejected rows. */
  finish(rejected: number): Promise<void>;
}

/** The recorded imports of a subgraph. */
export interface RecordedImports<Tables, Kind extends string> {
  /**
   * Begins an import. Its first batch creates the record, so a file without a valid row leaves
   * none.
   */
  begin(scope: Scope<Tables>, about: About & { kind: Kind }): RecordedImport<Tables>;
  /** Lists imports of the given kinds, latest first, plus one row to detect a next page. */
  list(scope: Scope<Tables>, kinds: readonly Kind[], page: PageRequest): Promise<ImportRecord[]>;
  count(scope: Scope<Tables>, kinds: readonly Kind[]): Promise<number>;
  /** Loads imports by id, in any order; for a loader. */
  load(scope: Scope<Tables>, ids: readonly string[]): Promise<ImportRecord[]>;
  /** Finds an import by id; null if the workspace has none. */
  find(scope: Scope<Tables>, id: string): Promise<ImportRecord | null>;
  /**
   * Undoes an import: deletes the rows that it inserted, and returns their number. Rows that it
   * only updated belong to an earlier import and stay. From the first statement on the import
   * cannot write any more; after an interruption, undoing it again deletes the rest.
   */
  undo(scope: Scope<Tables>, record: ImportRecord, signal: AbortSignal): Promise<number>;
}

/** Deletes up to `limit` rows that an import inserted; returns how many it deleted. */
type DeleteBatch<Tables> = (scope: Scope<Tables>, importId: string, limit: number) => Promise<number>;

/**
 * Creates the recorded imports of a subgraph with the table `imports`, given the deletion for each
 * kind.
 */
export function recordedImports<Tables, Kind extends string>(
  deletions: Readonly<Record<Kind, DeleteBatch<Tables>>>,
): RecordedImports<Tables, Kind> {
  const own = (scope: Scope<Tables>) => scope as unknown as Scope<ImportTables>;
  return {
    begin: (scope, about) => recordImport(scope, own, about),
    list: (scope, kinds, page) => listImports(own(scope), kinds, page),
    count: (scope, kinds) => countImports(own(scope), kinds),
    load: (scope, ids) => records(own(scope)).where('id', 'in', ids).execute(),
    find: (scope, id) => findImport(own(scope), id),
    async undo(scope, { id, kind }, signal) {
      await markUndone(own(scope), id);
      let deleted = 0;
      for (let batch = DELETE_BATCH; batch === DELETE_BATCH; ) {
        signal.throwIfAborted();
        batch = await deletions[kind as Kind](scope, id, DELETE_BATCH);
        deleted += batch;
      }
      return deleted;
    },
  };
}

function recordImport<Tables>(
  scope: Scope<Tables>,
  own: (scope: Scope<Tables>) => Scope<ImportTables>,
  about: About,
): RecordedImport<Tables> {
  let begun: Promise<string> | undefined;
  return {
    async write(work) {
      begun ??= insertImport(own(scope), about);
      const id = await begun;
      return inTransaction(scope, async (inside) => {
        const done = await work(inside, id);
        await addWritten(own(inside), id, done);
        return done;
      });
    },
    async finish(rejected) {
      if (begun) await finishImport(own(scope), await begun, rejected);
    },
  };
}

/** Inserts the record of a started import; returns its id. */
async function insertImport(scope: Scope<ImportTables>, record: About): Promise<string> {
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
async function addWritten(scope: Scope<ImportTables>, id: string, written: Written): Promise<void> {
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
async function finishImport(scope: Scope<ImportTables>, id: string, rejected: number): Promise<void> {
  await scope.db
    .updateTable('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .set({ finished_at: sql<Date>`now()`, rejected })
    .execute();
}

/** Lists imports of the given kinds, latest first, plus one row to detect a next page. */
function listImports(
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
async function countImports(scope: Scope<ImportTables>, kinds: readonly string[]): Promise<number> {
  const { count } = await scope.db
    .selectFrom('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('kind', 'in', kinds)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Finds an import by id; null if the workspace has none. */
async function findImport(scope: Scope<ImportTables>, id: string): Promise<ImportRecord | null> {
  return (await records(scope).where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Marks an import as undone, after which it cannot write any more. */
async function markUndone(scope: Scope<ImportTables>, id: string): Promise<void> {
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
