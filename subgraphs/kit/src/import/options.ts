import type { ImportFormat } from './formats/records.ts';
import type { MappedRecord, MapperOptions } from './mapping/mapping.ts';
import type { Progress } from './progress.ts';
import type { Noted, Rejected } from './rejects.ts';
import type { ImportSource } from './source/byte-source.ts';
import type { FileStyle } from './source/read.ts';

/** The writer's result of one batch. */
export interface Written {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows that only the database could reject, by their index in the batch, with the reason. */
  readonly refused?: readonly { readonly index: number; readonly reason: string }[];
}

/**
 * Options of an import: its fields, its file's format (overrides the preset's), and the destination
 * of its rows.
 */
export interface ImportOptions<Row, Ready = Row> extends MapperOptions, FileStyle {
  readonly file: ImportSource;
  /** Default: the preset's, else derived from the file name. */
  readonly format?: ImportFormat | undefined;
  /**
   * Creates a row from a record; throws INVALID_INPUT for a bad record, with the reason as its
   * message.
   */
  parse(record: MappedRecord): Row;
  /**
   * Prepares a batch while others are read and written, for instance in a worker thread; several
   * batches at once.
   */
  prepare?(rows: Row[]): Promise<Ready[]>;
  /**
   * Writes a batch, in file order and one at a time. It must be idempotent, because an interrupted
   * import is run again, and must accept two rows of one identity in a batch (an `on conflict`
   * cannot update a row twice).
   */
  write(rows: Ready[]): Promise<Written>;
  /** Maximum number of rows per batch; default 500, or 2,000 with `prepare`. */
  readonly batchSize?: number | undefined;
  /** When aborted, the current batch is finished and the import stops. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Receives rejected rows instead of the side file. */
  readonly onReject?: ((rejected: Rejected) => void | Promise<void>) | undefined;
  /** Receives notes instead of the side file. */
  readonly onNote?: ((noted: Noted) => void | Promise<void>) | undefined;
}

/**
 * The result of an import: `read` is the sum of the next four if the writer counts every row once.
 */
export interface ImportReport extends Omit<Written, 'refused'> {
  readonly read: number;
  readonly rejected: number;
  /**
   * The file of rejected rows with line and reason; null if there are none, or if `onReject`
   * received them.
   */
  readonly rejectFile: string | null;
  /** The number of invalid values that were dropped from imported rows. */
  readonly noted: number;
  /**
   * The file of these values with line, field and reason; null if there are none, or if `onNote`
   * received them.
   */
  readonly noteFile: string | null;
  readonly aborted: boolean;
  readonly seconds: number;
  readonly rowsPerSecond: number;
}
