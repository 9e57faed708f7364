import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Schema } from './schema.ts';

/** The description of a row group. */
export type GroupDescription = ParquetWriter['row_groups'][number];

/** What a file of Parquet begins and ends with. */
export const MARK = Buffer.from('PAR1');
const LENGTH_BYTES = 4;
/** Begins a list of structs in Thrift's compact protocol; their number follows as a varint. */
const LIST_OF_STRUCTS = 0xfc;
/** Bit of a varint's byte that says that another byte follows. */
const VARINT_MORE = 0x80;

/**
 * Encodes the description of a row group as it is in the footer. The library keeps an object for
 * each row group, and builds the footer of all of them at once, which takes 50 kB of memory for
 * each; the bytes are a twentieth.
 */
export function encodeDescription(group: GroupDescription, schema: Schema): Uint8Array {
  const list = placeOfGroups(schema);
  const footer = encode(schema, [group], 0n);
  return Uint8Array.from(footer.subarray(list.start + 1, footer.length - list.bytesAfter));
}

/** Returns the end of a file, whose row groups are described so, in pieces. */
export function* footerOf(
  schema: Schema,
  descriptions: readonly Uint8Array[],
  rows: number,
): Generator<Uint8Array> {
  const { bytesAfter } = placeOfGroups(schema);
  const empty = encode(schema, [], BigInt(rows));
  const pieces = [
    empty.subarray(0, empty.length - bytesAfter - 1),
    Uint8Array.of(LIST_OF_STRUCTS, ...varint(descriptions.length)),
    ...descriptions,
    empty.subarray(empty.length - bytesAfter),
  ];
  yield* pieces;
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(pieces.reduce((sum, piece) => sum + piece.length, 0));
  yield Buffer.concat([length, MARK]);
}

/** Returns the footer as the library encodes it, without the length and the mark after it. */
function encode(schema: Schema, groups: GroupDescription[], rows: bigint): Buffer {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema });
  Object.assign(writer, { row_groups: groups, num_rows: rows });
  writer.finish();
  return Buffer.from(bytes.getBuffer()).subarray(MARK.length, -LENGTH_BYTES - MARK.length);
}

/** Finds the list of row groups in the footer of a file without rows. */
function placeOfGroups(schema: Schema): { start: number; bytesAfter: number } {
  const empty = encode(schema, [], 0n);
  const one = encode(schema, [{ columns: [], num_rows: 0n, total_byte_size: 0n }], 0n);
  // The first byte that differs is that of the list's size.
  const start = one.findIndex((byte, index) => byte !== empty[index]);
  return { start, bytesAfter: empty.length - start - 1 };
}

/** Encodes a number in groups of seven bits, the lowest first. */
function varint(value: number): number[] {
  return value < VARINT_MORE
    ? [value]
    : [(value % VARINT_MORE) + VARINT_MORE, ...varint(Math.floor(value / VARINT_MORE))];
}
