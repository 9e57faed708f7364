import { ResponseTooLargeError } from '@tributary/kit/http-client';
import type { Posted } from '../exchange.ts';
import { chunkReader, type ReadChunks } from './chunked-body.ts';
import { MalformedResponseError } from './exchange-errors.ts';
import { parseHead, type ResponseHead } from './response-head.ts';

/** Maximum length of a response's head, which is that of Node's own parser. */
const MAX_HEAD_BYTES = 16_384;

const HEAD_END = '\r\n\r\n';

/** Where the body ends: after so many bytes, with the last chunk, or with the connection. */
type Framing = { readonly length: number } | 'chunked' | 'close';

/** Reads one response of HTTP/1.1 from the bytes of a connection. */
export class ResponseReader {
  readonly #maxBytes: number;
  #head: ResponseHead | null = null;
  #framing: Framing = 'close';
  #readChunks: ReadChunks | null = null;
  /** The bytes of an incomplete head. */
  #partialHead: Buffer | null = null;
  readonly #body: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The headers, once they are known. */
  get head(): ResponseHead | null {
    return this.#head;
  }

  /**
   * Reads bytes, which are valid during the call only. Returns the response once it is complete;
   * throws an error if it is malformed or too large.
   */
  read(bytes: Buffer): Posted | null {
    if (this.#head) return this.#readBody(bytes);
    const known = this.#partialHead ? Buffer.concat([this.#partialHead, bytes]) : bytes;
    const end = known.indexOf(HEAD_END);
    if (end < 0 || end > MAX_HEAD_BYTES) {
      if (known.length > MAX_HEAD_BYTES)
        throw new MalformedResponseError(`a head of more than ${MAX_HEAD_BYTES} bytes`);
      this.#partialHead = Buffer.from(known);
      return null;
    }
    this.#partialHead = null;
    const head = parseHead(known.toString('latin1', 0, end));
    const rest = known.subarray(end + HEAD_END.length);
    if (head.status >= 200) this.#start(head);
    else if (head.status === 101) throw new MalformedResponseError('an upgrade that was not requested');
    // An interim response precedes the one that counts.
    else return rest.length > 0 ? this.read(rest) : null;
    return this.#readBody(rest);
  }

  /** Returns the response that the end of the connection completes; null if it is not complete. */
  end(): Posted | null {
    return this.#head && this.#framing === 'close' ? this.#posted() : null;
  }

  #start(head: ResponseHead): void {
    this.#head = head;
    this.#framing = framingOf(head);
    if (this.#framing === 'chunked') this.#readChunks = chunkReader((bytes) => this.#add(bytes));
    else if (this.#framing !== 'close' && this.#framing.length > this.#maxBytes)
      throw new ResponseTooLargeError(this.#maxBytes);
  }

  #readBody(bytes: Buffer): Posted | null {
    if (this.#readChunks) return this.#readChunks(bytes) ? this.#posted() : null;
    if (bytes.length > 0) this.#add(bytes);
    if (this.#framing === 'close') return null;
    const { length } = this.#framing as { readonly length: number };
    if (this.#bytes > length) throw new MalformedResponseError('more bytes than its Content-Length');
    return this.#bytes === length ? this.#posted() : null;
  }

  #add(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes > this.#maxBytes) throw new ResponseTooLargeError(this.#maxBytes);
    this.#body.push(Buffer.from(bytes));
  }

  #posted(): Posted {
    const { status, headers } = this.#head!;
    const [first, ...others] = this.#body;
    const body = first && others.length === 0 ? first : Buffer.concat(this.#body);
    return { status, headers, body };
  }
}

/** Determines where the body ends (RFC 9112, section 6.3); throws if that is ambiguous. */
function framingOf({ status, headers }: ResponseHead): Framing {
  if (status === 204 || status === 304) return { length: 0 };
  const encoding = headers['transfer-encoding'];
  const length = headers['content-length'];
  if (encoding !== undefined) {
    if (length !== undefined) throw new MalformedResponseError('a Content-Length and a Transfer-Encoding');
    if (encoding.toLowerCase() !== 'chunked')
      throw new MalformedResponseError('an unknown Transfer-Encoding');
    return 'chunked';
  }
  if (length === undefined) return 'close';
  if (!/^\d{1,15}$/.test(length)) throw new MalformedResponseError('an invalid Content-Length');
  return { length: Number(length) };
}
