import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { invalidInput, TributaryError } from '../errors.ts';

/** Where records come from: a file's path (`.gz` is unpacked), `-` for standard input, or bytes at hand. */
export type ImportSource = string | AsyncIterable<Uint8Array>;

/** An opened source: its bytes, unpacked, and how far reading has come. */
export interface ByteSource {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Size on disk, packed if the file is; null where it is not known (standard input, a pipe). */
  readonly size: number | null;
  /** Bytes taken from the source so far, in the same measure as `size`. */
  bytesRead(): number;
}

/** Opens a source. An aborted `signal` ends the bytes with an AbortError even while waiting for more of them. */
export async function openSource(source: ImportSource, signal?: AbortSignal): Promise<ByteSource> {
  const size = typeof source === 'string' && source !== '-' ? await sizeOf(source) : null;
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of open(source, signal)) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  const packed = typeof source === 'string' && source.toLowerCase().endsWith('.gz');
  return { chunks: named(packed ? gunzip(counted()) : counted(), source), size, bytesRead: () => bytes };
}

function open(source: ImportSource, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  if (typeof source !== 'string') return source;
  const stream = source === '-' ? process.stdin : createReadStream(source);
  if (signal) addAbortSignal(signal, stream);
  return stream;
}

/** `pipeline` rather than `pipe`: a failure on either side ends both, and closing early closes the file. */
function gunzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const unpacked = createGunzip();
  pipeline(chunks, unpacked, () => {});
  return unpacked;
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

/** Whether a source ended because its signal was aborted. By name: Node's own errors may be of another realm. */
export function isAbort(error: unknown): boolean {
  return (error as Error | null)?.name === 'AbortError';
}

function unreadable(file: string, cause: unknown): TributaryError {
  const code = (cause as NodeJS.ErrnoException).code;
  const why = code === 'ENOENT' ? 'there is no such file' : (cause as Error).message;
  return new TributaryError('INVALID_INPUT', `Cannot read ${file}: ${why}.`, {
    details: { field: 'file' },
    cause,
  });
}
