import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SECURITY_HEADERS } from '../security-headers.ts';
import type { UploadRates } from './upload-rate.ts';

/**
 * Builds the response of the endpoint that a rewritten URL belongs to; null if it belongs to none.
 */
export type MalformedResponse = (
  url: string,
  status: 400 | 404 | 414,
  message?: string,
) => { status: number; body: object } | null;

type Rewrite = (host: string | undefined, url: string) => string;

/** Bytes of a packet that are searched for the request line and the Host header. */
const MAX_HEAD = 8_192;
/**
 * How long a connection stays open for the rest of its request after the response, in milliseconds.
 */
const LINGER = 5_000;
const TIMEOUT_LINGER = 1_000;

/** Dependencies of responses to malformed requests. */
interface MalformedOptions {
  readonly rewrite: Rewrite;
  readonly malformed: MalformedResponse;
  readonly uploadRates: UploadRates;
  readonly newId: () => string;
}

/**
 * Responds to a request that Node's HTTP parser rejected: URL or headers too long (414), too slow
 * (408), or not HTTP (400). It has not been routed, so its endpoint is read from the packet;
 * without a URL there, the response is RFC 9457.
 */
export function rejectMalformed(
  error: { readonly code?: string; readonly rawPacket?: unknown },
  socket: Socket,
  options: MalformedOptions,
): void {
  // The response is sent: closing the connection before the rest of the request is read would reset
  // both.
  if (socket.writableEnded && !socket.destroyed) return;
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = statusOf(error.code);
  if (
    code === REQUEST_TIMEOUT &&
    options.uploadRates.extend(socket, () => rejectMalformed(error, socket, options))
  )
    return;
  const packet = Buffer.isBuffer(error.rawPacket) ? error.rawPacket : Buffer.alloc(0);
  const head = packet.subarray(0, MAX_HEAD).toString('latin1');
  const url = /^[A-Z]+ (\/\S*)/.exec(head)?.[1];
  const host = /\r\nhost: *([^\r\n]+)/i.exec(head)?.[1];
  const found = url && code !== REQUEST_TIMEOUT ? options.malformed(options.rewrite(host, url), code) : null;
  const status = found?.status ?? code;
  const text = JSON.stringify(found?.body ?? problem(code));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/${found ? '' : 'problem+'}json\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\nx-request-id: ${options.newId()}\r\n` +
      `${SECURITY_LINES}connection: close\r\n\r\n${text}`,
  );
  setTimeout(() => socket.destroy(), code === REQUEST_TIMEOUT ? TIMEOUT_LINGER : LINGER).unref();
}

/**
 * Rejects a request for its headers and closes the connection, because the end of its body may be
 * ambiguous.
 */
export function rejectHead(
  { headers, url = '/' }: IncomingMessage,
  response: ServerResponse,
  message: string,
  { rewrite, malformed, newId }: Pick<MalformedOptions, 'rewrite' | 'malformed' | 'newId'>,
): void {
  const found = malformed(rewrite(headers.host, url), 400, message);
  const text = JSON.stringify(found?.body ?? { ...problem(400), detail: message });
  response
    .writeHead(found?.status ?? 400, {
      ...SECURITY_HEADERS,
      'content-type': `application/${found ? '' : 'problem+'}json`,
      'content-length': Buffer.byteLength(text),
      'x-request-id': newId(),
      connection: 'close',
    })
    .end(text);
}

/**
 * Rejects a path that cannot be decoded (`/%zz`), which Fastify's router refuses before any hook
 * runs.
 */
export function rejectUndecodable(
  request: FastifyRequest,
  reply: FastifyReply,
  { malformed }: Pick<MalformedOptions, 'malformed'>,
): FastifyReply {
  const found = malformed((request.raw as IncomingMessage).url ?? '/', 404);
  return reply
    .code(found?.status ?? 404)
    .header('x-request-id', request.id)
    .headers(SECURITY_HEADERS)
    .type(`application/${found ? '' : 'problem+'}json`)
    .send(found?.body ?? problem(404));
}

const REQUEST_TIMEOUT = 408;
const SECURITY_LINES = Object.entries(SECURITY_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

function statusOf(code: string | undefined): 400 | 408 | 414 {
  if (code === 'HPE_HEADER_OVERFLOW') return 414;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? REQUEST_TIMEOUT : 400;
}

function problem(status: number): object {
  return { type: 'about:blank', title: STATUS_CODES[status], status };
}
