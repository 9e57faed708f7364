import { StringDecoder } from 'node:string_decoder';
import { invalidInput } from '../errors.ts';

/** The longest record, in characters (UTF-16 units): what is longer is an error, not a reason to fill memory. */
export const MAX_RECORD = 1_048_576;

/** One physical line with its line ending; `text` is null when it is longer than MAX_RECORD. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string | null;
}

/**
 * UTF-8 bytes as lines, a chunk's worth at a time: an await for every chunk is far cheaper than one for every line.
 * Lines end with LF or CRLF. A byte order mark is dropped; UTF-16 is refused.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  const decoder = new StringDecoder('utf8');
  const splitter = createSplitter();
  let started = false;
  for await (const chunk of chunks) {
    let text = decoder.write(chunk);
    if (!started && text !== '') {
      started = true;
      refuseUtf16(chunk);
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    const lines = splitter.split(text);
    if (lines.length > 0) yield lines;
  }
  yield [...splitter.split(decoder.end()), ...splitter.end()];
}

function refuseUtf16(chunk: Uint8Array): void {
  const [first, second] = chunk;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw invalidInput('file', 'The file is UTF-16; save it as UTF-8.');
  }
}

/** Cuts text that comes in pieces; the rest of an overlong line is dropped as it arrives. */
function createSplitter() {
  let rest = '';
  let overlong = false;
  let number = 1;

  function take(piece: string): void {
    if (overlong || rest.length + piece.length > MAX_RECORD) {
      overlong = true;
      rest = '';
    } else rest += piece;
  }
  function finish(): Line {
    const line = { number: number++, text: overlong ? null : rest };
    rest = '';
    overlong = false;
    return line;
  }
  function split(text: string): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      take(text.slice(start, end + 1));
      start = end + 1;
      lines.push(finish());
    }
    if (start < text.length) take(text.slice(start));
    return lines;
  }
  return { split, end: (): Line[] => (rest !== '' || overlong ? [finish()] : []) };
}
