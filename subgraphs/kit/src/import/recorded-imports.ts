import type { PageRequest } from '../core/page-request.ts';
import { inTransaction, type Scope } from '../postgres/scope.ts';
import {
  type About,
  addWritten,
  countImports,
  findImport,
  finishImport,
  type ImportRecord,
  type ImportTables,
  insertImport,
  listImports,
  loadImports,
  markUndone,
} from './import-records.ts';
import type { Written } from './options.ts';

/** Rows deleted per statement: a large import is undone in many short transactions. */
const DELETE_BATCH = 5_000;

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
    load: (scope, ids) => loadImports(own(scope), ids),
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
  let inserted: Promise<string> | undefined;
  return {
    async write(work) {
      inserted ??= insertImport(own(scope), about);
      const id = await inserted;
      return inTransaction(scope, async (inside) => {
        const done = await work(inside, id);
        await addWritten(own(inside), id, done);
        return done;
      });
    },
    async finish(rejected) {
      if (inserted) await finishImport(own(scope), await inserted, rejected);
    },
  };
}
