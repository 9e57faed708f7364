import type { ImportFormat } from './formats/records.ts';
import type { MappedRecord, MapperOptions } from './mapping/mapping.ts';
import type { Progress } from './progress.ts';
import type { Noted, Rejected } from './rejects.ts';
import type { FileStyle } from './source/read.ts';
import type { ImportSource } from './source/source.ts';

/** What the writer did with a batch. */
export interface Written {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /**
   * Rows that only the database could refuse, by their place in the batch; they are rejected with
   * this reason.
   */
  readonly refused?: readonly { readonly index: number; readonly reason: string }[];
}

/** What is imported, how its file is written (over what the preset says), and where its rows go. */
export interface ImportOptions<Row, Ready = Row> extends MapperOptions, FileStyle {
  readonly file: ImportSource;
  /** Without: the preset's, else as the file is named. */
  readonly format?: ImportFormat | undefined;
  /** A row from a record; throws INVALID_INPUT for a bad one, whose message becomes the reason. */
  parse(record: MappedRecord): Row;
  /**
   * What can be done to a batch while others are read and written, such as in a thread: some
   * batches at once.
   */
  prepare?(rows: Row[]): Promise<Ready[]>;
  /**
   * Writes a batch, in the order of the file, never two at once. It must be idempotent, as an
   * import that was stopped is run again, and must cope with two rows of one identity in a batch
   * (an `on conflict` cannot touch a row twice).
   */
  write(rows: Ready[]): Promise<Written>;
  /** Rows a batch; 500 without. */
  readonly batchSize?: number | undefined;
  /** Aborted: the batch being written is finished, then the import stops. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Takes the rejected rows in place of the side file. */
  readonly onReject?: ((rejected: Rejected) => void | Promise<void>) | undefined;
  /** Takes the notes in place of the side file. */
  readonly onNote?: ((noted: Noted) => void | Promise<void>) | undefined;
}

/**
 * The result of an import: `read` is the sum of the next four when the writer counts every row
 * once.
 */
export interface ImportReport extends Omit<Written, 'refused'> {
  readonly read: number;
  readonly rejected: number;
  /** The rejected rows with line and reason; null when there are none, or `onReject` took them. */
  readonly rejectFile: string | null;
  /** Values of imported rows that were left out because their fields cannot take them. */
  readonly noted: number;
  /** These values with line, field and reason; null when there are none, or `onNote` took them. */
  readonly noteFile: string | null;
  readonly aborted: boolean;
  readonly seconds: number;
  readonly rowsPerSecond: number;
}
