import type { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column, ColumnKind, Row } from '../columns.ts';
import type { Format } from './format.ts';

/** Apache Parquet, compressed with Snappy. */
export const parquet: Format = {
  contentType: 'application/vnd.apache.parquet',
  // The footer, which describes the whole file, comes last.
  isAppendable: false,
  encode,
};

/** Rows of a row group, which is in memory as a whole. */
const GROUP_ROWS = 2_000;
/** Bytes of the least and the greatest text of a row group, which are in memory until the end. */
const STATISTICS_BYTES = 64;

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];
type Element = Pick<SchemaElement, 'type' | 'converted_type' | 'logical_type'>;

const ELEMENTS: Readonly<Record<ColumnKind, Element>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

async function* encode(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly Column[],
): AsyncGenerator<Uint8Array> {
  // Imported lazily, like every module that few commands need.
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const buffer = new ByteWriter();
  const writer = new ParquetWriter({
    writer: buffer,
    schema: schemaOf(columns),
    statisticsTruncateLength: STATISTICS_BYTES,
  });
  for await (const rows of grouped(pages)) {
    await writer.write({
      columnData: columns.map((column) => ({
        name: column.name,
        data: rows.map((row) => parquetValue(column.read(row), column.kind)),
        // The index of pages would stay in memory until the end of the file.
        offsetIndex: false,
      })),
      rowGroupSize: rows.length,
    });
    yield taken(buffer);
  }
  await writer.finish();
  yield taken(buffer);
}

/** Returns a copy of what was written, and empties the buffer; offsets in the file go on. */
function taken(buffer: ByteWriter): Uint8Array {
  const bytes = buffer.getBytes().slice();
  buffer.index = 0;
  return bytes;
}

async function* grouped(pages: AsyncIterable<readonly Row[]>): AsyncGenerator<Row[]> {
  let group: Row[] = [];
  for await (const rows of pages) {
    group.push(...rows);
    if (group.length < GROUP_ROWS) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, kind }) => ({ name, repetition_type: 'OPTIONAL' as const, ...ELEMENTS[kind] })),
  ];
}

function parquetValue(value: unknown, kind: ColumnKind): unknown {
  if (value === null || value === undefined) return null;
  if (kind === 'integer') return BigInt(value as number);
  return kind === 'time' ? new Date(value as string) : value;
}
