import { inTransaction, type Scope } from '@tributary/kit';
import { addWritten, finishImport, insertImport, type RecordedKind } from './data/imports.ts';
import type { Tables } from './data/tables.ts';
import type { Written } from './data/write-community-posts.ts';

/** An import whose rows say that they came by it. */
export interface RecordedImport {
  /** Writes a batch and its counts in one transaction. */
  write<Done extends Written>(work: (scope: Scope<Tables>, importId: string) => Promise<Done>): Promise<Done>;
  /** Records that the import is over, and how many rows it rejected. */
  finish(rejected: number): Promise<void>;
}

/** Records an import at its first batch: a file without a usable row leaves no record. */
export function recordImport(
  scope: Scope<Tables>,
  about: { kind: RecordedKind; file: string; subject: string },
): RecordedImport {
  let begun: Promise<string> | undefined;
  return {
    async write(work) {
      begun ??= insertImport(scope, about);
      const id = await begun;
      return inTransaction(scope, async (inside) => {
        const done = await work(inside, id);
        await addWritten(inside, id, done);
        return done;
      });
    },
    async finish(rejected) {
      if (begun) await finishImport(scope, await begun, rejected);
    },
  };
}
