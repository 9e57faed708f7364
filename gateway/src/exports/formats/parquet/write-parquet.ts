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
const GROUP_ROWS = 1_000;
/** Bytes of a row group. */
const GROUP_BYTES = 4_000_000;
/** Memory of a thread: a row group's longest column as strings, and little garbage. */
const memory = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 32 };

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
  let encoding: Promise<void> | null = null;
  let offset = MARK.length;
  let rows = 0;
  /** Sends the row group that is being encoded, and encodes the next one meanwhile, if any. */
  async function* writeGroup(): AsyncGenerator<Uint8Array> {
    await encoding;
    offset += encoded.size();
    yield* encoded.pieces();
    encoding = null;
    if (group.rows() === 0) return;
    rows += group.rows();
    encoding = threads.run(group.take(offset)).then(({ bytes, description }) => {
      encoded.hold(bytes);
      descriptions.push(description);
    });
    // It is awaited later, and not at all if the pages fail before.
    encoding.catch(() => undefined);
  }
  yield MARK;
  for await (const page of pages)
    for (const row of page) {
      group.append(row);
      if (group.isFull()) yield* writeGroup();
    }
  yield* writeGroup();
  if (encoding) yield* writeGroup();
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
      size = 0;
    },
  };
}
