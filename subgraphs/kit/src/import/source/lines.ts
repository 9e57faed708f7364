import { isUtf8 } from 'node:buffer';

/**
 * Maximum size of a record in bytes; a longer one is an error, so that it cannot fill the memory.
 */
export const MAX_RECORD = 1_048_576;

const LINE_FEED = 10;

/** One physical line with its line ending; `text` is null if it is longer than MAX_RECORD. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string | null;
  /**
   * False if its bytes are not valid UTF-8; `text` then has U+FFFD in their place, and may be
   * displayed but not stored.
   */
  readonly valid: boolean;
}

/** Returns the reason for rejecting a record with an invalid line. */
export function undecodable(line: number): string {
  return `Line ${line} is not valid in the file's encoding (UTF-8 unless --encoding names another, such as windows-1252).`;
}

/**
 * Splits UTF-8 bytes into lines, yielding the lines of a whole chunk: one await per chunk is far
 * cheaper than one per line. Lines end with LF or CRLF.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  const splitter = createSplitter();
  for await (const chunk of chunks) {
    const lines = splitter.split(chunk);
    if (lines.length > 0) yield lines;
  }
  const rest = splitter.end();
  if (rest.length > 0) yield rest;
}

/** Creates a splitter of chunked bytes; it drops the rest of an overlong line as it arrives. */
function createSplitter() {
  let held: Uint8Array[] = [];
  let size = 0;
  let overlong = false;
  let number = 1;

  function hold(piece: Uint8Array): void {
    size += piece.length;
    overlong ||= size > MAX_RECORD;
    if (overlong) held = [];
    else held.push(piece);
  }
  function finish(): Line {
    const bytes = Buffer.concat(held);
    const line = overlong
      ? { number, text: null, valid: true }
      : { number, text: bytes.toString(), valid: isUtf8(bytes) };
    number += 1;
    held = [];
    size = 0;
    overlong = false;
    return line;
  }
  /**
   * Yields the lines that lie within one chunk. Decodes them together, and one by one only if any
   * is invalid.
   */
  function* whole(bytes: Uint8Array): Generator<Line> {
    if (isUtf8(bytes)) {
      for (const text of Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        .toString()
        .split(/(?<=\n)/))
        yield { number: number++, text, valid: true };
      return;
    }
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(LINE_FEED, start) + 1;
      hold(bytes.subarray(start, end));
      yield finish();
      start = end;
    }
  }
  function split(chunk: Uint8Array): Line[] {
    const first = chunk.indexOf(LINE_FEED) + 1;
    if (first === 0) {
      hold(chunk);
      return [];
    }
    hold(chunk.subarray(0, first));
    const lines = [finish()];
    const last = chunk.lastIndexOf(LINE_FEED) + 1;
    if (last > first) for (const line of whole(chunk.subarray(first, last))) lines.push(line);
    if (last < chunk.length) hold(chunk.subarray(last));
    return lines;
  }
  return { split, end: (): Line[] => (size > 0 ? [finish()] : []) };
}
