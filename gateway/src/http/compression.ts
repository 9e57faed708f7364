import { promisify } from 'node:util';
import { constants, brotliCompress as startBrotli, gzip as startGzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * False for responses to cookies that contain a secret next to reflected input: their
     * compressed length would reveal the secret to a page that repeats the request (BREACH).
     */
    compress?: false;
  }
}

type Encoding = 'br' | 'gzip';

/** A smaller body fits into one packet uncompressed. */
const MIN_BYTES = 1_024;
const TEXT = /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|javascript|xml)\b|image\/svg\+xml)/;
const brotli = promisify(startBrotli);
const gzip = promisify(startGzip);

/**
 * Compresses text responses by `Accept-Encoding`, except streams, partial content, encoded
 * responses and those with `no-transform`. The bytes of an immutable response are compressed once.
 */
export function compressResponses(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isCompressible(reply, payload) || request.routeOptions.config.compress === false) return payload;
    reply.header('vary', withAcceptEncoding(reply.getHeader('vary')));
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    if (!encoding) return payload;
    const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload);
    const compressed = await (isImmutable(reply) ? compressOnce : compress)(bytes, encoding);
    reply.removeHeader('content-length').header('content-encoding', encoding);
    return compressed;
  });
}

/** Returns the client's preferred encoding, Brotli in a tie; null if it accepts neither. */
export function chooseEncoding(accept: string | undefined): Encoding | null {
  const weights = new Map<string, number>();
  for (const part of (accept ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((each) => each.trim());
    const weight = parameters.find((each) => each.startsWith('q='))?.slice(2);
    weights.set(name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight) || 0);
  }
  const weightOf = (name: string) => weights.get(name) ?? weights.get('*') ?? 0;
  const best = weightOf('br') >= weightOf('gzip') ? 'br' : 'gzip';
  return weightOf(best) > 0 && weightOf(best) >= (weights.get('identity') ?? 0) ? best : null;
}

function isCompressible(reply: FastifyReply, payload: unknown): payload is string | Buffer {
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return false;
  if (Buffer.byteLength(payload) < MIN_BYTES || reply.statusCode === 206) return false;
  if (
    reply.hasHeader('content-encoding') ||
    String(reply.getHeader('cache-control')).includes('no-transform')
  )
    return false;
  return TEXT.test(String(reply.getHeader('content-type')));
}

function withAcceptEncoding(vary: unknown): string {
  const names = [vary ?? []].flat().join(', ');
  if (/(?:^|,)\s*(?:\*|accept-encoding)\s*(?:,|$)/i.test(names)) return names;
  return names ? `${names}, Accept-Encoding` : 'Accept-Encoding';
}

function isImmutable(reply: FastifyReply): boolean {
  return String(reply.getHeader('cache-control')).includes('immutable');
}

const compressedBytes = new WeakMap<Buffer, Partial<Record<Encoding, Promise<Buffer>>>>();

function compressOnce(bytes: Buffer, encoding: Encoding): Promise<Buffer> {
  const cached = compressedBytes.get(bytes) ?? {};
  compressedBytes.set(bytes, cached);
  cached[encoding] ??= compress(bytes, encoding);
  return cached[encoding];
}

/** Brotli at quality 4 takes about as long as gzip and compresses better. */
function compress(bytes: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return gzip(bytes);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 4,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotli(bytes, { params });
}
