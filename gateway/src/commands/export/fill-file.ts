import { progressLine } from '@tributary/kit/import';
import {
  type ExportedList,
  FORMATS,
  type FormatName,
  type ReadPage,
  type Row,
  readPages,
} from '../../exports/index.ts';
import type { PartialFile, Position } from './partial-file.ts';

/** Where the rows of a file come from. */
export interface RowSource {
  readonly read: ReadPage;
  readonly filters: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** Appends the rows behind the position of a file, until there are no more or it is aborted. */
export async function fillFile(
  file: PartialFile,
  { columns }: Pick<ExportedList, 'columns'>,
  format: FormatName,
  { read, filters, signal }: RowSource,
): Promise<Position & { readonly isComplete: boolean }> {
  const line = progressLine();
  const started = performance.now();
  const { rows: before, cursor: after } = file.position;
  let position = file.position;
  let pieces: Buffer[] = [];
  const store = async () => {
    if (pieces.length > 0) await file.append(Buffer.concat(pieces), position);
    pieces = [];
    const seconds = (performance.now() - started) / 1_000;
    line.update({ bytes: 0, size: null, read: position.rows - before, rejected: 0, seconds });
  };
  const pages = readPages(read, { filters, after, limit: null });
  // A page is stored when the next one is asked for: by then all its pieces have arrived, and the
  // position is that behind them.
  async function* stored(): AsyncGenerator<readonly Row[]> {
    for await (const rows of pages) {
      yield rows;
      if (rows.length > 0) position = { rows: position.rows + rows.length, cursor: rows.at(-1)!.cursor };
      await store();
    }
  }
  try {
    for await (const piece of FORMATS[format].encode(stored(), columns, { header: after === null })) {
      pieces.push(Buffer.from(piece as string));
      if (signal.aborted) break;
    }
    if (!signal.aborted) await store();
    return { ...position, isComplete: !signal.aborted };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { ...position, isComplete: false };
  } finally {
    line.clear();
  }
}
