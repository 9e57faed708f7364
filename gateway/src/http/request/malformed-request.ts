import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROTECTION } from '../security-headers.ts';
import type { Arrivals } from './upload-rate.ts';

/** Makes the answer of the door that a (rewritten) URL names; null when no door is known. */
export type UnreadableAnswer = (
  url: string,
  status: 400 | 404 | 414,
  message?: string,
) => { status: number; body: object } | null;

type Rewrite = (host: string | undefined, url: string) => string;

/** More of a packet than this is not needed to find the request line and the Host. */
const LOOKED_AT = 8_192;
/** How long a client may go on sending a request that has been answered already, in milliseconds; one that is late. */
const LINGER = 5_000;
const LATE_LINGER = 1_000;

/** What such a request is answered with. */
interface Unreadable {
  readonly rewrite: Rewrite;
  readonly unreadable: UnreadableAnswer;
  readonly arrivals: Arrivals;
}

/**
 * Answers a request that Node's HTTP parser has given up on: headers or URL that are too long (414), too slow to
 * arrive (408), or no HTTP at all (400). Nothing has been routed yet, so the door is found from what of the packet
 * is at hand; where the URL is not in it, the answer is RFC 9457.
 */
export function answerUnreadable(
  error: { readonly code?: string; readonly rawPacket?: unknown },
  socket: Socket,
  options: Unreadable,
): void {
  const { rewrite, unreadable: answerOf } = options;
  // The rest of a request that has its answer: closing before it is read would reset the connection under both.
  if (socket.writableEnded && !socket.destroyed) return;
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = statusOf(error.code);
  if (code === LATE && options.arrivals.goesOn(socket, () => answerUnreadable(error, socket, options)))
    return;
  const packet = Buffer.isBuffer(error.rawPacket) ? error.rawPacket : Buffer.alloc(0);
  const head = packet.subarray(0, LOOKED_AT).toString('latin1');
  const url = /^[A-Z]+ (\/\S*)/.exec(head)?.[1];
  const host = /\r\nhost: *([^\r\n]+)/i.exec(head)?.[1];
  const found = url && code !== LATE ? answerOf(rewrite(host, url), code) : null;
  const status = found?.status ?? code;
  const text = JSON.stringify(found?.body ?? problem(code));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/${found ? '' : 'problem+'}json\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\nx-request-id: ${randomUUID()}\r\n` +
      `${PROTECTION_LINES}connection: close\r\n\r\n${text}`,
  );
  setTimeout(() => socket.destroy(), code === LATE ? LATE_LINGER : LINGER).unref();
}

/** Answers a request whose headers are refused, and closes its connection: where its body ends may be in doubt. */
export function answerRefusedHead(
  { headers, url = '/' }: IncomingMessage,
  response: ServerResponse,
  message: string,
  { rewrite, unreadable }: Pick<Unreadable, 'rewrite' | 'unreadable'>,
): void {
  const found = unreadable(rewrite(headers.host, url), 400, message);
  const text = JSON.stringify(found?.body ?? { ...problem(400), detail: message });
  response
    .writeHead(found?.status ?? 400, {
      ...PROTECTION,
      'content-type': `application/${found ? '' : 'problem+'}json`,
      'content-length': Buffer.byteLength(text),
      'x-request-id': randomUUID(),
      connection: 'close',
    })
    .end(text);
}

/** Answers a request whose path cannot be decoded (`/%zz`), which the router refuses before any hook. */
export function answerUndecodable(
  request: FastifyRequest,
  reply: FastifyReply,
  answerOf: UnreadableAnswer,
): FastifyReply {
  const found = answerOf((request.raw as IncomingMessage).url ?? '/', 404);
  return reply
    .code(found?.status ?? 404)
    .header('x-request-id', request.id)
    .headers(PROTECTION)
    .type(`application/${found ? '' : 'problem+'}json`)
    .send(found?.body ?? problem(404));
}

const LATE = 408;
const PROTECTION_LINES = Object.entries(PROTECTION)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

function statusOf(code: string | undefined): 400 | 408 | 414 {
  if (code === 'HPE_HEADER_OVERFLOW') return 414;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? LATE : 400;
}

function problem(status: number): object {
  return { type: 'about:blank', title: STATUS_CODES[status], status };
}
