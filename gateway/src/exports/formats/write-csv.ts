import type { Column, Row } from '../columns.ts';
import { type EncodeOptions, type Format, PIECE } from './format.ts';

const LINE_END = '\r\n';
/** Matches a field that RFC 4180 requires to be quoted. */
const NEEDS_QUOTES = /[",\r\n]/;
/** Matches a text that a spreadsheet would execute as a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;
/** Matches either, which few texts do. */
const SPECIAL = new RegExp(`${NEEDS_QUOTES.source}|${FORMULA.source}`);

/** CSV as RFC 4180 defines it, in UTF-8. */
export const csv: Format = {
  contentType: 'text/csv; charset=utf-8',
  isAppendable: true,
  encode,
};

async function* encode(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly Column[],
  { header }: EncodeOptions,
): AsyncGenerator<string> {
  if (header) yield columns.map(({ name }) => name).join() + LINE_END;
  const fields = columns.map(({ kind, read }) => ({ read, write: WRITERS[kind] ?? String }));
  for await (const rows of pages) {
    let lines = '';
    for (const row of rows) {
      for (let index = 0; index < fields.length; index++) {
        const { read, write } = fields[index]!;
        const value = read(row);
        if (index > 0) lines += ',';
        if (value !== null && value !== undefined) lines += write(value);
      }
      lines += LINE_END;
      if (lines.length < PIECE) continue;
      yield lines;
      lines = '';
    }
    if (lines !== '') yield lines;
  }
}

/** Writers of the values that are not simply their text. */
const WRITERS: Readonly<Partial<Record<Column['kind'], (value: unknown) => string>>> = {
  // V8 caches the text of a number that `String` returns, so that it outlives its row by far.
  integer: (value) => (Number.isSafeInteger(value) ? (value as number).toFixed(0) : String(value)),
  json: (value) => quoted(JSON.stringify(value)),
  text: (value) => {
    const text = String(value);
    return SPECIAL.test(text) ? quoted(FORMULA.test(text) ? `'${text}` : text) : text;
  },
};

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
