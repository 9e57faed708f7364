import type { Column, Row } from '../columns.ts';
import { type Format, PIECE } from './format.ts';

/** One JSON object a line. */
export const ndjson: Format = {
  contentType: 'application/x-ndjson; charset=utf-8',
  isAppendable: true,
  encode,
};

async function* encode(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly Column[],
): AsyncGenerator<string> {
  const object: Record<string, unknown> = {};
  for await (const rows of pages) {
    let lines = '';
    for (const row of rows) {
      for (const { name, read } of columns) object[name] = read(row) ?? null;
      lines += `${JSON.stringify(object)}\n`;
      if (lines.length < PIECE) continue;
      yield lines;
      lines = '';
    }
    if (lines !== '') yield lines;
  }
}
