import type { Written } from './options.ts';

/**
 * Collects rows into batches. While one batch is written, some are prepared and the next one fills;
 * batches are written in order, and only a few are in memory.
 */
export interface Batches<Row> {
  /** The number of rows written so far. */
  readonly written: Written;
  /** The number of rows in the batch being filled. */
  readonly waiting: number;
  /** Adds a row; returns true if the batch is full and must be flushed. */
  add(row: Row): boolean;
  /** Passes the batch on once there is room for it; throws the error of an earlier batch. */
  flush(): Promise<void>;
  /** Waits for all batches that were passed on; throws the error of the first that failed. */
  idle(): Promise<void>;
}

/** How many rows are processed at once. */
interface BatchSizes {
  /** The maximum number of rows in a batch. */
  readonly size: number;
  /** The maximum number of batches that are passed on and not yet written. */
  readonly ahead: number;
}

/** Batches that are written as they are. */
export const WRITTEN_BATCHES: BatchSizes = { size: 500, ahead: 1 };
/**
 * Batches that threads prepare: enough for each of them and one in the database, and large, because
 * the database waits between two batches, with 500 rows for a tenth of the time.
 */
export const PREPARED_BATCHES: BatchSizes = { size: 2_000, ahead: 4 };

/** The processing of a batch. */
export interface BatchWork<Row, Ready> extends BatchSizes {
  /** Returns the number of characters of a row, as {@link charactersOf} does. */
  characters(row: Row): number;
  /** Prepares a batch; several at once, which may finish in any order. */
  prepare(rows: Row[]): Promise<Ready[]>;
  /** Writes a batch: in order, one at a time, and none after a failure. */
  write(rows: Ready[]): Promise<Written>;
}

/** A batch with so many characters is full: batches of long texts have fewer rows. */
const MOST_CHARACTERS = 1_000_000;

/** How deep texts are looked for. */
const DEPTH = 5;

/** Returns the number of characters in the texts of a value. */
export function charactersOf(value: unknown, depth = DEPTH): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || depth === 0) return 0;
  let characters = 0;
  for (const member of Object.values(value)) characters += charactersOf(member, depth - 1);
  return characters;
}

/** Creates batches that `work` processes. */
export function createBatches<Row, Ready>(work: BatchWork<Row, Ready>): Batches<Row> {
  let filling: Row[] = [];
  let characters = 0;
  /** The batches that were passed on, oldest first; each settles after its predecessors. */
  let inFlight: Promise<void>[] = [];
  let last = Promise.resolve();
  let failed = false;
  let total: Written = { inserted: 0, updated: 0, unchanged: 0 };

  async function pass(before: Promise<void>, rows: Row[]): Promise<void> {
    const preparing = work.prepare(rows);
    // Its error is thrown below, after those of earlier batches.
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
    add(row) {
      characters += work.characters(row);
      return filling.push(row) >= work.size || characters >= MOST_CHARACTERS;
    },
    async flush() {
      if (failed || inFlight.length >= work.ahead) await inFlight[0];
      if (filling.length === 0) return;
      const rows = filling;
      filling = [];
      characters = 0;
      const passing = pass(last, rows);
      inFlight.push(passing);
      last = passing;
      // A later flush or idle throws the error; until then it must not be an unhandled rejection.
      passing.then(
        () => {
          inFlight = inFlight.filter((each) => each !== passing);
        },
        () => {
          failed = true;
        },
      );
    },
    idle: () => last,
  };
}
