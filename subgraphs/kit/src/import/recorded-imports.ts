import { type Generated, sql } from 'kysely';
import { TributaryError } from '../core/errors.ts';
import type { PageRequest } from '../core/page-request.ts';
import { inTransaction, type Scope } from '../postgres/scope.ts';
import type { Written } from './options.ts';

/**
 * `imports`: what was imported into a workspace, and what of it was taken back; each subgraph that
 * imports has one.
 */
export interface ImportsTable {
  workspace_id: string;
  id: Generated<string>;
  /** As the command line calls it, such as `x-posts`. */
  kind: string;
  /** Name of the file. */
  file: string;
  /** Whose rows: a platform, or `@username`. */
  subject: string;
  started_at: Generated<Date>;
  finished_at: Date | null;
  undone_at: Date | null;
  inserted: Generated<number>;
  updated: Generated<number>;
  unchanged: Generated<number>;
  rejected: Generated<number>;
}

/** What of a subgraph's tables these functions use. */
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
  /** Null while it runs, and for one that was killed. */
  finishedAt: Date | null;
  undoneAt: Date | null;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

/**
 * Records that a workspace keeps; the oldest beyond are forgotten, and can then no longer be
 * undone.
 */
export const MOST_IMPORTS = 1_000;

/** Rows that one statement deletes: a large import is undone in many short transactions. */
const DELETE_BATCH = 5_000;

/** What is imported, by the name of its kind, and from where. */
type About = Pick<ImportRecord, 'kind' | 'file' | 'subject'>;

/** An import whose rows say that they came by it. */
export interface RecordedImport<Tables> {
  /** Writes a batch and its counts in one transaction. */
  write<Done extends Written>(work: (scope: Scope<Tables>, importId: string) => Promise<Done>): Promise<Done>;
  /** Records that the import is over, and how many rows it rejected. */
  finish(rejected: number): Promise<void>;
}

/** The imports of a subgraph: recorded, listed and taken back. */
export interface RecordedImports<Tables, Kind extends string> {
  /**
   * Begins an import, which is recorded with its first batch: a file without a usable row leaves no
   * record.
   */
  begin(scope: Scope<Tables>, about: About & { kind: Kind }): RecordedImport<Tables>;
  /** Lists the imports of these kinds, latest first, and one row more. */
  list(scope: Scope<Tables>, kinds: readonly Kind[], page: PageRequest): Promise<ImportRecord[]>;
  count(scope: Scope<Tables>, kinds: readonly Kind[]): Promise<number>;
  /** The imports of these ids, in any order; for a loader. */
  load(scope: Scope<Tables>, ids: readonly string[]): Promise<ImportRecord[]>;
  /** The import of this id; null when the workspace has none. */
  find(scope: Scope<Tables>, id: string): Promise<ImportRecord | null>;
  /**
   * Takes an import back: deletes the rows that it brought, and says how many. Rows that it only
   * changed were brought by an earlier import and stay. From the first statement on the import
   * cannot write any more; broken off, undoing again deletes the rest.
   */
  undo(scope: Scope<Tables>, record: ImportRecord, signal: AbortSignal): Promise<number>;
}

/** Deletes up to `limit` rows that an import brought; how many there were. */
type DeleteBatch<Tables> = (scope: Scope<Tables>, importId: string, limit: number) => Promise<number>;

/**
 * Makes the records of imports of a subgraph with the table `imports`; for each kind, how its rows
 * are deleted.
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

/** Records that an import has begun; its id. */
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
 * Adds what a batch did to the record, inside the transaction that wrote it. CONFLICT when the
 * import was undone in the meantime: the batch is rolled back, so that no row of it can come after
 * the undoing.
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

/** Records that an import is over. */
async function finishImport(scope: Scope<ImportTables>, id: string, rejected: number): Promise<void> {
  await scope.db
    .updateTable('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .set({ finished_at: sql<Date>`now()`, rejected })
    .execute();
}

/** The imports of these kinds, latest first, and one row more. */
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

/** Sort values of an import, for its cursor. */
export const latestImportFirst = (record: ImportRecord) => [record.startedAt.toISOString(), record.id];

/** How many imports of these kinds the workspace has. */
async function countImports(scope: Scope<ImportTables>, kinds: readonly string[]): Promise<number> {
  const { count } = await scope.db
    .selectFrom('imports')
    .where('workspace_id', '=', scope.workspaceId)
    .where('kind', 'in', kinds)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** The import of this id; null when the workspace has none. */
async function findImport(scope: Scope<ImportTables>, id: string): Promise<ImportRecord | null> {
  return (await records(scope).where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Marks an import as undone: from here on it cannot write any more. */
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
