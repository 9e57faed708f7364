import { invalidInput } from '../../core/errors.ts';
import { withHead } from './head.ts';

const BOM_LENGTH = 3;
/**
 * A byte that never occurs in UTF-8: it marks undecodable input, so that the record is rejected.
 */
const UNDECODABLE = Uint8Array.of(0xff);

/**
 * Converts the source to UTF-8 without a byte order mark. `encoding` is a label of the WHATWG
 * Encoding Standard; by default, UTF-16 is recognised by its mark and any other input is read as
 * UTF-8, which is validated per record. Throws INVALID_INPUT for an unknown encoding.
 */
export async function* toUtf8(
  source: AsyncIterable<Uint8Array>,
  encoding?: string,
): AsyncGenerator<Uint8Array> {
  const declared = encoding === undefined ? null : decoderOf(encoding);
  const { head, chunks } = await withHead(source, BOM_LENGTH);
  const decoder = declared ?? decoderOf(markedEncoding(head));
  if (decoder.encoding !== 'utf-8') return yield* transcoded(chunks, decoder);
  let skip = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? BOM_LENGTH : 0;
  for await (const chunk of chunks) {
    yield skip > 0 ? chunk.subarray(skip) : chunk;
    skip = 0;
  }
}

function markedEncoding(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

type Decoder = InstanceType<typeof TextDecoder>;

function decoderOf(label: string): Decoder {
  try {
    return new TextDecoder(label);
  } catch {
    throw invalidInput(
      'encoding',
      `"${label}" is not a known encoding. Examples: utf-8, windows-1252, utf-16le, shift_jis.`,
    );
  }
}

async function* transcoded(chunks: AsyncIterable<Uint8Array>, decoder: Decoder): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield encoded(decoder.decode(chunk, { stream: true }));
  yield encoded(decoder.decode());
}

/**
 * Encodes as UTF-8, and turns U+FFFD, the decoder's replacement for undecodable input, into an
 * invalid byte.
 */
function encoded(text: string): Uint8Array {
  if (!text.includes('\ufffd')) return Buffer.from(text);
  const parts = text.split('\ufffd').flatMap((part) => [UNDECODABLE, Buffer.from(part)]);
  return Buffer.concat(parts.slice(1));
}
