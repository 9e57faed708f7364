import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, pipeline, type Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { invalidInput, TributaryError } from '../../core/errors.ts';
import { withHead } from './head.ts';
import { type FramePart, zstdFrames } from './zstd-frames.ts';

/**
 * The source of records: a file path, `-` for standard input, or bytes; gzip and Zstandard are
 * decompressed.
 */
export type ImportSource = string | AsyncIterable<Uint8Array>;

/** An opened source: its decompressed bytes, and the reading progress. */
export interface ByteSource {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Size on disk, before decompression; null if unknown (standard input, a pipe). */
  readonly size: number | null;
  /** Returns the bytes read from the source so far, in the same unit as `size`. */
  bytesRead(): number;
}

const MAGIC_LENGTH = 4;

/**
 * Opens a source. An aborted `signal` ends it with an AbortError, even while it waits for more
 * bytes.
 */
export async function openSource(source: ImportSource, signal?: AbortSignal): Promise<ByteSource> {
  const size = typeof source === 'string' && source !== '-' ? await sizeOf(source) : null;
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of open(source, signal)) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { chunks: named(unpacked(counted()), source), size, bytesRead: () => bytes };
}

function open(source: ImportSource, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  if (typeof source !== 'string') return source;
  const stream = source === '-' ? process.stdin : createReadStream(source);
  if (signal) addAbortSignal(signal, stream);
  return stream;
}

/**
 * Decompresses according to the first bytes, because standard input has no name and names are often
 * wrong.
 */
async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { head, chunks } = await withHead(source, MAGIC_LENGTH);
  if (head[0] === 0x1f && head[1] === 0x8b) yield* through(chunks, createGunzip());
  else if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd)
    yield* unzstd(chunks);
  else yield* chunks;
}

/**
 * Uses `pipeline` rather than `pipe`: a failure on either side ends both, and an early end closes
 * the file.
 */
function through(chunks: AsyncIterable<Uint8Array>, unpacker: Transform): AsyncIterable<Uint8Array> {
  pipeline(chunks, unpacker, () => {});
  return unpacker;
}

/**
 * Reddit dumps are compressed with a window of 2 GB (`zstd --long=31`), beyond the default limit of
 * 128 MB.
 */
const WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: 31 } };

/** Uses one decompressor per frame. */
async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const parts = zstdFrames(chunks);
  async function* frame(first: FramePart): AsyncGenerator<Uint8Array> {
    yield first.bytes;
    for (let part = first; !part.last; ) {
      const next = await parts.next();
      if (next.done) return;
      part = next.value;
      yield part.bytes;
    }
  }
  try {
    for (let next = await parts.next(); !next.done; next = await parts.next())
      yield* through(frame(next.value), createZstdDecompress(WINDOW));
  } finally {
    await parts.return(undefined);
  }
}

async function sizeOf(file: string): Promise<number | null> {
  const facts = await stat(file).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  if (facts.isDirectory()) throw invalidInput('file', `${file} is a folder, not a file.`);
  return facts.isFile() ? facts.size : null;
}

async function* named(chunks: AsyncIterable<Uint8Array>, source: ImportSource): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (cause) {
    throw typeof source === 'string' && !isAbort(cause) ? unreadable(source, cause) : cause;
  }
}

/**
 * Whether a source ended because its signal was aborted. Checks the name, because Node's own errors
 * may be of another realm.
 */
export function isAbort(error: unknown): boolean {
  return (error as Error | null)?.name === 'AbortError';
}

function unreadable(file: string, cause: unknown): TributaryError {
  const code = (cause as NodeJS.ErrnoException).code;
  const why = code === 'ENOENT' ? 'the file does not exist' : (cause as Error).message;
  return new TributaryError('INVALID_INPUT', `Cannot read ${file}: ${why}.`, {
    details: { field: 'file' },
    cause,
  });
}
