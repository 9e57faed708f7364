import { promisify } from 'node:util';
import {
  constants,
  brotliCompress as startBrotli,
  brotliDecompress as startBrotliDecompress,
  gunzip as startGunzip,
  gzip as startGzip,
} from 'node:zlib';
import { RESPONSE_LIMITS, ResponseTooLargeError } from '@tributary/kit/http-client';
import type { Exchange, Posted, Sent } from './exchange.ts';

/** How exchanges with a subgraph are compressed. */
export interface Compression {
  /** The encoding of requests, which the subgraph must be known to accept; none if not given. */
  readonly requests?: 'gzip' | 'br' | undefined;
  /** Whether responses may be compressed. */
  readonly responses?: boolean | undefined;
}

/** A smaller body fits into one packet uncompressed. */
const MIN_BYTES = 1_024;

const gzip = promisify(startGzip);
const brotli = promisify(startBrotli);
const gunzip = promisify(startGunzip);
const decoders = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['br', promisify(startBrotliDecompress)],
]);

/** Compresses requests, and decompresses responses of at most `maxBytes`. */
export function compressedExchange(
  exchange: Exchange,
  { requests, responses }: Compression,
  maxBytes: number = RESPONSE_LIMITS.graph,
): Exchange {
  const encode = requests ? (sent: Sent) => compressed(sent, requests) : async (sent: Sent) => sent;
  if (!responses) return async (sent) => exchange(await encode(sent));
  return async (sent) => {
    const { headers, ...rest } = await encode(sent);
    const posted = await exchange({ ...rest, headers: { ...headers, 'accept-encoding': 'br, gzip' } });
    return decompressed(posted, maxBytes);
  };
}

async function compressed(sent: Sent, encoding: 'gzip' | 'br'): Promise<Sent> {
  const bytes = Buffer.from(sent.body);
  if (bytes.length < MIN_BYTES) return sent;
  // Quality 4 takes about as long as gzip.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const body = encoding === 'gzip' ? await gzip(bytes) : await brotli(bytes, { params });
  return { ...sent, body, headers: { ...sent.headers, 'content-encoding': encoding } };
}

async function decompressed(posted: Posted, maxOutputLength: number): Promise<Posted> {
  const encoding = String(posted.headers['content-encoding'] ?? 'identity').toLowerCase();
  const decode = decoders.get(encoding);
  if (!decode) return posted;
  try {
    return { ...posted, body: await decode(posted.body, { maxOutputLength }) };
  } catch (error) {
    const isTooLarge = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge ? new ResponseTooLargeError(maxOutputLength) : error;
  }
}
