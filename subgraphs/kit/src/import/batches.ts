import type { Written } from './options.ts';

/** Rows gathered into batches: some being prepared, one being written, while the next fills; a few in memory, in order. */
export interface Batches<Row> {
  /** What was written so far. */
  readonly written: Written;
  /** Rows of the batch that fills. */
  readonly waiting: number;
  /** True when the batch that fills is full: `flush` is due. */
  add(row: Row): boolean;
  /** Hands the filling batch on, once there is room for it; throws what an earlier one failed with. */
  flush(): Promise<void>;
  /** Waits for all batches that were handed on; throws what the first of them failed with. */
  idle(): Promise<void>;
}

/** What becomes of a batch. */
export interface BatchWork<Row, Ready> {
  /** Rows a batch. */
  readonly size: number;
  /** Most batches that were handed on and are not yet written. */
  readonly ahead: number;
  /** Of several batches at once, and may end in any order. */
  prepare(rows: Row[]): Promise<Ready[]>;
  /** In the order of the rows, never two at once; never after one that failed. */
  write(rows: Ready[]): Promise<Written>;
}

/** Batches for `work`. */
export function createBatches<Row, Ready>(work: BatchWork<Row, Ready>): Batches<Row> {
  let filling: Row[] = [];
  /** The batches that were handed on, oldest first; each ends after those before it. */
  let under: Promise<void>[] = [];
  let last = Promise.resolve();
  let failed = false;
  let total: Written = { inserted: 0, updated: 0, unchanged: 0 };

  async function pass(before: Promise<void>, rows: Row[]): Promise<void> {
    const preparing = work.prepare(rows);
    // Its failure is thrown below, after those before it.
    preparing.catch(() => {});
    await before;
    const { inserted, updated, unchanged } = await work.write(await preparing);
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
    add: (row) => filling.push(row) >= work.size,
    async flush() {
      if (failed || under.length >= work.ahead) await under[0];
      if (filling.length === 0) return;
      const rows = filling;
      filling = [];
      const passing = pass(last, rows);
      under.push(passing);
      last = passing;
      // A failure is thrown by a later flush or idle; until then it must not count as unhandled, and it stays in line.
      passing.then(
        () => {
          under = under.filter((each) => each !== passing);
        },
        () => {
          failed = true;
        },
      );
    },
    idle: () => last,
  };
}
