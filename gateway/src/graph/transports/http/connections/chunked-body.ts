import { MalformedResponseError } from './exchange-errors.ts';

/** Maximum length of a line between chunks: the size of a chunk, or a trailer. */
const MAX_LINE_BYTES = 16_384;

const LINE_END = 10;
const SIZE = /^([0-9a-fA-F]{1,13})[ \t]*(?:;[^\0\r\n]*)?$/;

/** Reads bytes of a chunked body; returns whether it is complete. */
export type ReadChunks = (bytes: Buffer) => boolean;

/** Reads a chunked body; passes its data to `add`, and ignores trailers. */
export function chunkReader(add: (bytes: Buffer) => void): ReadChunks {
  let isTrailer = false;
  /** Bytes of the current chunk that have not arrived, and whether its line break is due. */
  let missing = 0;
  let endsChunk = false;
  let partialLine: Buffer | null = null;

  /** Handles a line; returns whether it ends the body. */
  const readLine = (line: string): boolean => {
    if (isTrailer) return line === '';
    if (endsChunk) {
      if (line !== '') throw new MalformedResponseError('a chunk that is longer than its size');
      endsChunk = false;
      return false;
    }
    const size = SIZE.exec(line)?.[1];
    if (size === undefined) throw new MalformedResponseError('a chunk without a size');
    missing = Number.parseInt(size, 16);
    isTrailer = missing === 0;
    endsChunk = !isTrailer;
    return false;
  };

  return (bytes) => {
    let at = 0;
    while (at < bytes.length) {
      if (missing > 0) {
        const data = bytes.subarray(at, at + missing);
        add(data);
        missing -= data.length;
        at += data.length;
        continue;
      }
      const end = bytes.indexOf(LINE_END, at);
      const piece = bytes.subarray(at, end < 0 ? bytes.length : end + 1);
      const line: Buffer = partialLine ? Buffer.concat([partialLine, piece]) : piece;
      if (line.length > MAX_LINE_BYTES) throw new MalformedResponseError('a line that is too long');
      if (end < 0) {
        partialLine = Buffer.from(line);
        return false;
      }
      partialLine = null;
      at = end + 1;
      const text = line.toString('latin1');
      if (!text.endsWith('\r\n')) throw new MalformedResponseError('a line without CRLF');
      if (!readLine(text.slice(0, -2))) continue;
      if (at < bytes.length) throw new MalformedResponseError('bytes after its end');
      return true;
    }
    return false;
  };
}
