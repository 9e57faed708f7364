import { expect, test } from '@jest/globals';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import type { Column, ColumnKind, Row } from '../../src/exports/columns.ts';
import { FORMATS } from '../../src/exports/index.ts';

/** Values of each kind, as the graph has them, and as a reader of Parquet returns them. */
const VALUES: Readonly<Record<ColumnKind, (row: number) => readonly [unknown, unknown]>> = {
  text: (row) => same(row % 5 === 0 ? '' : `“${row}” 😀\0é${'x'.repeat(row % 90)}`),
  json: (row) => same(row % 2 === 0 ? [] : [{ name: `n${row}`, count: row }, 'é']),
  integer: (row) => [row * 1_000_003, BigInt(row * 1_000_003)],
  number: (row) => same(row / 7),
  boolean: (row) => same(row % 2 === 0),
  time: (row) => [new Date(row * 86_400_123).toISOString(), new Date(row * 86_400_123)],
};
const KINDS = Object.keys(VALUES) as ColumnKind[];

function same(value: unknown): readonly [unknown, unknown] {
  return [value, value];
}

/** Returns a value of each kind, every seventh of which is missing. */
function valuesOf(row: number, side: 0 | 1): Record<string, unknown> {
  return Object.fromEntries(
    KINDS.map((kind, index) => [kind, (row + index) % 7 === 0 ? null : VALUES[kind](row)[side]]),
  );
}

/** Encodes pages of 400 rows, and returns the file. */
async function fileOf(rows: number, columns: readonly Column[], nodeOf: (row: number) => Row['node']) {
  async function* pages() {
    for (let from = 0; from < rows; from += 400)
      yield Array.from({ length: Math.min(400, rows - from) }, (_, index) => ({
        cursor: String(from + index),
        node: nodeOf(from + index),
      }));
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of FORMATS.parquet.encode(pages(), columns, { header: true }))
    chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks)).buffer;
}

test('every value of several row groups is read back', async () => {
  const columns = KINDS.map((kind): Column => ({ name: kind, kind, read: ({ node }) => node[kind] }));
  const file = await fileOf(7_001, columns, (row) => valuesOf(row, 0));
  expect(parquetMetadata(file).row_groups.length).toBeGreaterThan(2);
  const read = await parquetReadObjects({ file });
  expect(read).toHaveLength(7_001);
  for (const [row, values] of read.entries()) expect(values).toEqual(valuesOf(row, 1));
});

test('long texts make a row group end early', async () => {
  const columns: Column[] = [{ name: 'body', kind: 'text', read: ({ node }) => node['body'] }];
  const file = await fileOf(1_200, columns, () => ({ body: 'y'.repeat(40_000) }));
  expect(parquetMetadata(file).row_groups.map((group) => Number(group.num_rows))).toEqual([400, 400, 400]);
});
