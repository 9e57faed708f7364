import type { Written } from './options.ts';

/** Rows gathered into batches, one being written while the next fills: two in memory at most, in order. */
export interface Batches<Row> {
  /** What was written so far. */
  readonly written: Written;
  /** Rows of the batch that fills. */
  readonly waiting: number;
  /** True when the batch that fills is full: `flush` is due. */
  add(row: Row): boolean;
  /** Hands the filling batch to the writer once the one before is written; throws what that one failed with. */
  flush(): Promise<void>;
  /** Waits for the batch being written; throws what it failed with. */
  idle(): Promise<void>;
}

/** Batches of `size` rows for `write`. */
export function createBatches<Row>(write: (rows: Row[]) => Promise<Written>, size: number): Batches<Row> {
  let filling: Row[] = [];
  let writing = Promise.resolve();
  let total: Written = { inserted: 0, updated: 0, unchanged: 0 };

  async function pass(rows: Row[]): Promise<void> {
    const { inserted, updated, unchanged } = await write(rows);
    total = {
      inserted: total.inserted + inserted,
      updated: total.updated + updated,
      unchanged: total.unchanged + unchanged,
    };
  }
  return {
    get written() {
      return total;
    },
    get waiting() {
      return filling.length;
    },
    add: (row) => filling.push(row) >= size,
    async flush() {
      await writing;
      if (filling.length === 0) return;
      writing = pass(filling);
      filling = [];
      // A failure is thrown by the next flush or idle; until then it must not count as unhandled.
      writing.catch(() => {});
    },
    idle: () => writing,
  };
}
