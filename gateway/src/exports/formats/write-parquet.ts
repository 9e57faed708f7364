import { deserialize, serialize } from 'node:v8';
import type { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column, ColumnKind, Row } from '../columns.ts';
import { columnBuffer } from './column-buffer.ts';
import { type Format, PIECE } from './format.ts';

/** Apache Parquet, compressed with Snappy. */
export const parquet: Format = {
  contentType: 'application/vnd.apache.parquet',
  // The footer, which describes the whole file, comes last.
  isAppendable: false,
  encode,
};

/** Rows of a row group. Encoding one delays other requests, and its description stays in memory. */
const GROUP_ROWS = 3_000;
/** Bytes of a row group, which is in memory as a whole. */
const GROUP_BYTES = 16_000_000;
/** Columns whose least and greatest value would enlarge the description of each row group. */
const TEXTS: ReadonlySet<ColumnKind> = new Set(['text', 'json']);

type RowGroup = ParquetWriter['row_groups'][number];
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
  const file = new ByteWriter();
  const writer = new ParquetWriter({
    writer: file,
    // JSON is encoded as the text that it is already, and declared as JSON in the footer.
    schema: schemaOf(columns, { ...ELEMENTS, json: ELEMENTS.text }),
  });
  const group = openGroup(columns);
  for await (const rows of pages) {
    group.append(rows);
    if (group.rows() < GROUP_ROWS && group.size() < GROUP_BYTES) continue;
    await writeGroup(writer, group);
    yield* taken(file);
  }
  if (group.rows() > 0) await writeGroup(writer, group);
  writer.schema = schemaOf(columns, ELEMENTS);
  await writer.finish();
  yield* taken(file);
}

type Group = ReturnType<typeof openGroup>;

/** Writes a row group and empties it. */
async function writeGroup(writer: ParquetWriter, group: Group): Promise<void> {
  await writer.write({ columnData: group.columns, rowGroupSize: group.rows() });
  group.clear();
  // References to the descriptions for indexes, which the file does not have.
  writer.pendingIndexes = [];
  writer.row_groups.push(packed(writer.row_groups.pop()!));
}

/**
 * Returns a description of a row group whose columns are bytes until the footer is written: the
 * objects take ten times as much, and stay in memory until the end of the file.
 */
function packed({ columns, ...rest }: RowGroup): RowGroup {
  // A copy: the buffer of the serializer is up to twice as large.
  const bytes = Buffer.from(serialize(columns));
  return {
    ...rest,
    get columns() {
      return deserialize(bytes) as typeof columns;
    },
  };
}

/** Returns an empty row group. */
function openGroup(columns: readonly Column[]) {
  const buffers = columns.map(({ kind }) => columnBuffer(kind));
  let count = 0;
  return {
    columns: columns.map(({ name, kind }, index) => ({
      name,
      statistics: !TEXTS.has(kind),
      // Decoded when it is read, so that the values of one column at a time are on the heap.
      get data() {
        return buffers[index]!.values();
      },
      // The index of pages would stay in memory until the end of the file.
      offsetIndex: false,
    })),
    append(rows: readonly Row[]) {
      for (const [index, { read }] of columns.entries())
        for (const row of rows) buffers[index]!.append(read(row));
      count += rows.length;
    },
    rows: () => count,
    size: () => buffers.reduce((sum, buffer) => sum + buffer.size(), 0),
    clear() {
      for (const buffer of buffers) buffer.clear();
      count = 0;
    },
  };
}

/**
 * Empties the buffer in copies that are made as they are sent: a copy of a whole row group would
 * live until the end of the file. Offsets in the file go on.
 */
function* taken(buffer: ByteWriter): Generator<Uint8Array> {
  const bytes = buffer.getBytes();
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.slice(at, at + PIECE);
  buffer.index = 0;
}

function schemaOf(
  columns: readonly Column[],
  elements: Readonly<Record<ColumnKind, Element>>,
): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, kind }) => ({ name, repetition_type: 'OPTIONAL' as const, ...elements[kind] })),
  ];
}
