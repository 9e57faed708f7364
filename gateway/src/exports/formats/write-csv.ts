import type { Column, Row } from '../columns.ts';
import type { EncodeOptions, Format } from './format.ts';

const LINE_END = '\r\n';
/** Matches a field that RFC 4180 requires to be quoted. */
const NEEDS_QUOTES = /[",\r\n]/;
/** Matches a text that a spreadsheet would execute as a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

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
  for await (const rows of pages) {
    let lines = '';
    for (const row of rows) {
      for (let index = 0; index < columns.length; index++) {
        const { kind, read } = columns[index]!;
        lines += (index > 0 ? ',' : '') + fieldOf(read(row), kind);
      }
      lines += LINE_END;
    }
    if (lines !== '') yield lines;
  }
}

function fieldOf(value: unknown, kind: Column['kind']): string {
  if (value === null || value === undefined) return '';
  if (kind === 'json') return quoted(JSON.stringify(value));
  const text = String(value);
  return kind === 'text' ? quoted(FORMULA.test(text) ? `'${text}` : text) : text;
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
