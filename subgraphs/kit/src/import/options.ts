import type { FieldSpec } from './convert.ts';
import type { MappedRecord, Preset } from './mapping.ts';
import type { Progress } from './progress.ts';
import type { ImportFormat } from './records.ts';
import type { Rejected } from './rejects.ts';
import type { ImportSource } from './source.ts';

/** What the writer did with a batch. */
export interface Written {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows that only the database could refuse, by their place in the batch; they are rejected with this reason. */
  readonly refused?: readonly { readonly index: number; readonly reason: string }[];
}

/** An import, told. */
export interface ImportOptions<Row, Ready = Row> {
  readonly file: ImportSource;
  /** Without: the preset's, else as the file is named. */
  readonly format?: ImportFormat | undefined;
  readonly preset?: Preset | undefined;
  /** Field to column, over the preset's; `parseMap` reads it from a command line. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  readonly dateFormat?: string | undefined;
  readonly fields: readonly FieldSpec[];
  /** A row from a record; throws INVALID_INPUT for a bad one, whose message becomes the reason. */
  parse(record: MappedRecord): Row;
  /** What can be done to a batch while others are read and written, such as in a thread: some batches at once. */
  prepare?(rows: Row[]): Promise<Ready[]>;
  /**
   * Writes a batch, in the order of the file, never two at once. It must be idempotent, as an import that was stopped
   * is run again, and must cope with two rows of one identity in a batch (an `on conflict` cannot touch a row twice).
   */
  write(rows: Ready[]): Promise<Written>;
  /** Rows a batch; 500 without. */
  readonly batchSize?: number | undefined;
  /** Aborted: the batch being written is finished, then the import stops. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Takes the rejected rows in place of the side file. */
  readonly onReject?: ((rejected: Rejected) => void | Promise<void>) | undefined;
}

/** What an import came to: `read` is the sum of the next four when the writer counts every row once. */
export interface ImportReport extends Omit<Written, 'refused'> {
  readonly read: number;
  readonly rejected: number;
  /** The rejected rows with line and reason; null when there are none, or `onReject` took them. */
  readonly rejectFile: string | null;
  readonly aborted: boolean;
  readonly seconds: number;
  readonly rowsPerSecond: number;
}
