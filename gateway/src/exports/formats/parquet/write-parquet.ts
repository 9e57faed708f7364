import { createThreads } from '@tributary/kit/text';
import type { Column, Row } from '../../columns.ts';
import { type Format, PIECE } from '../format.ts';
import { columnBuffer } from './column-buffer.ts';
import type { EncodedGroup, PackedGroup } from './encode-group.ts';
import { schemaOf } from './schema.ts';

/** Apache Parquet, compressed with Snappy. */
export const parquet: Format = {
  contentType: 'application/vnd.apache.parquet',
  // The footer, which describes the whole file, comes last.
  isAppendable: false,
  encode,
};

/** Rows of a row group, which is in memory twice: collected, and while it is encoded. */
const GROUP_ROWS = 2_000;
/** Bytes of a row group. */
const GROUP_BYTES = 8_000_000;
/** Memory of a thread: a row group's longest column as strings, and little garbage. */
const memory = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 48 };

/** Encoding takes half of an export's CPU time, which must not delay requests. */
const threads = createThreads<PackedGroup, EncodedGroup>(new URL('encode-group.ts', import.meta.url), null, {
  limit: 2,
  memory,
});

async function* encode(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly Column[],
): AsyncGenerator<Uint8Array> {
  // Imported lazily, like every module that few commands need.
  const { footerOf, MARK } = await import('./footer.ts');
  const group = openGroup(columns);
  const descriptions: Uint8Array[] = [];
  const encoded = holdBytes();
  let offset = MARK.length;
  let rows = 0;
  async function* writeGroup(): AsyncGenerator<Uint8Array> {
    rows += group.rows();
    const description = await threads.run(group.take(offset)).then((each) => {
      encoded.hold(each.bytes);
      return each.description;
    });
    descriptions.push(description);
    offset += encoded.size();
    yield* encoded.pieces();
  }
  yield MARK;
  for await (const page of pages)
    for (const row of page) {
      group.append(row);
      if (group.isFull()) yield* writeGroup();
    }
  if (group.rows() > 0) yield* writeGroup();
  yield* footerOf(schemaOf(columns), descriptions, rows);
}

/** Collects the rows of a row group. */
function openGroup(columns: readonly Column[]) {
  const buffers = columns.map(({ name, kind }) => columnBuffer(name, kind));
  let rows = 0;
  let bytes = 0;
  return {
    append(row: Row) {
      bytes = 0;
      for (let index = 0; index < columns.length; index++)
        bytes += buffers[index]!.append(columns[index]!.read(row));
      rows++;
    },
    isFull: () => rows >= GROUP_ROWS || bytes >= GROUP_BYTES,
    rows: () => rows,
    /** Returns a copy of the group, which begins at this place of the file, and empties it. */
    take(offset: number): PackedGroup {
      const group = { rows, offset, columns: buffers.map((buffer) => buffer.pack()) };
      for (const buffer of buffers) buffer.clear();
      rows = 0;
      return group;
    },
  };
}

/**
 * Holds bytes while they are sent, always in the same memory: V8 would promote arrays that wait for
 * a slow client, and keep them until the next major collection.
 */
function holdBytes() {
  let held = new Uint8Array();
  let size = 0;
  return {
    hold(bytes: Uint8Array) {
      if (held.length < bytes.length) held = new Uint8Array(bytes.length * 2);
      held.set(bytes);
      size = bytes.length;
    },
    size: () => size,
    /** Returns copies of the bytes, each made when it is sent. */
    *pieces(): Generator<Uint8Array> {
      for (let at = 0; at < size; at += PIECE) yield held.slice(at, Math.min(at + PIECE, size));
    },
  };
}
