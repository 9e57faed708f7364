/** The thread that encodes row groups. */
import { serveThread } from '@tributary/kit/text';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ColumnKind } from '../../columns.ts';
import { type PackedColumn, unpack } from './column-buffer.ts';
import { encodeDescription, type GroupDescription } from './footer.ts';
import { encodingSchemaOf, schemaOf } from './schema.ts';

/** A row group to encode. */
export interface PackedGroup {
  readonly rows: number;
  readonly columns: readonly PackedColumn[];
  /** Where the group begins in the file. */
  readonly offset: number;
}

/** A row group as it is in the file. */
export interface EncodedGroup {
  readonly bytes: Uint8Array;
  /** Its description, as it is in the footer. */
  readonly description: Uint8Array;
}

/** Columns whose least and greatest value would enlarge the description of each row group. */
const TEXTS: ReadonlySet<ColumnKind> = new Set(['text', 'json']);

serveThread<null, PackedGroup, EncodedGroup>(() => ({ rows, columns, offset }) => {
  const file = new ByteWriter();
  const writer = new ParquetWriter({ writer: file, schema: encodingSchemaOf(columns) });
  // The mark that the library begins with is not part of the group.
  Object.assign(file, { index: 0, offset });
  const group: GroupDescription = { columns: [], num_rows: BigInt(rows), total_byte_size: 0n };
  // One after the other, so that the values of only one column are on the heap.
  for (const column of columns) {
    const { name, kind } = column;
    const options = { statistics: !TEXTS.has(kind), offsetIndex: false };
    writer.write({ columnData: [{ name, data: unpack(column), ...options }], rowGroupSize: rows });
    const written = writer.row_groups.pop()!;
    group.columns.push(...written.columns);
    group.total_byte_size += written.total_byte_size;
  }
  return {
    bytes: Uint8Array.from(file.getBytes()),
    description: encodeDescription(group, schemaOf(columns)),
  };
});
