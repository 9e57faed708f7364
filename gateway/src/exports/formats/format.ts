import type { Column, Row } from '../columns.ts';

/**
 * Characters after which rows are sent. V8 moves a text of more than 128 kB that is still being
 * sent to the old generation, where it stays until a major collection: with pieces of a page, an
 * export grew by 50 MB per million rows.
 */
export const PIECE = 32_768;

/** Choices of a reader. */
export interface EncodeOptions {
  /** Whether a CSV file begins with the names of its columns. */
  readonly header: boolean;
}

/** A file format of exports. */
export interface Format {
  readonly contentType: string;
  /** Whether the rows after a cursor can be appended to a file that was cut off. */
  readonly isAppendable: boolean;
  /** Encodes rows as they arrive; no piece is empty. */
  encode(
    pages: AsyncIterable<readonly Row[]>,
    columns: readonly Column[],
    options: EncodeOptions,
  ): AsyncIterable<string | Uint8Array>;
}
