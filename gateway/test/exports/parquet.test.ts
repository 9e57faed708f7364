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
  const body = '😀'.repeat(10_000);
  const file = await fileOf(500, columns, () => ({ body }));
  expect(parquetMetadata(file).row_groups.map((group) => Number(group.num_rows))).toEqual([
    100, 100, 100, 100, 100,
  ]);
  expect(await parquetReadObjects({ file, rowStart: 499 })).toEqual([{ body }]);
});

test.each([0, 3_000, 60_000, 500_000])('the footer describes a file of %d rows', async (rows) => {
  const columns: Column[] = [{ name: 'even', kind: 'boolean', read: ({ node }) => node['even'] }];
  const file = await fileOf(rows, columns, (row) => ({ even: row % 2 === 0 }));
  const { row_groups: groups, num_rows: count } = parquetMetadata(file);
  expect([Number(count), groups.reduce((sum, group) => sum + Number(group.num_rows), 0)]).toEqual([
    rows,
    rows,
  ]);
  const last = await parquetReadObjects({ file, rowStart: Math.max(rows - 1, 0) });
  expect(last).toEqual(rows === 0 ? [] : [{ even: false }]);
});
