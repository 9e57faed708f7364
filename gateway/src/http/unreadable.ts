import type { Socket } from 'node:net';

/** Makes the answer of the door that a (rewritten) URL names; null when no door is known. */
export type UnreadableAnswer = (url: string, status: 400 | 414) => { status: number; body: object } | null;

/** More of a packet than this is not needed to find the request line and the Host. */
const LOOKED_AT = 8_192;

/**
 * Answers a request that Node's HTTP parser has given up on: headers or URL over its 16 kB (414), or no HTTP at
 * all (400). Nothing has been routed yet, so the door is found from what of the packet is at hand; where the URL
 * is not in it, the answer is RFC 9457.
 */
export function answerUnreadable(
  error: { readonly code?: string; readonly rawPacket?: unknown },
  socket: Socket,
  rewrite: (host: string | undefined, url: string) => string,
  answerOf: UnreadableAnswer,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 414 : 400;
  const packet = Buffer.isBuffer(error.rawPacket) ? error.rawPacket : Buffer.alloc(0);
  const head = packet.subarray(0, LOOKED_AT).toString('latin1');
  const url = /^[A-Z]+ (\/\S*)/.exec(head)?.[1];
  const host = /\r\nhost: *([^\r\n]+)/i.exec(head)?.[1];
  const found = url ? answerOf(rewrite(host, url), status) : null;
  const title = status === 414 ? 'URI Too Long' : 'Bad Request';
  const { body } = found ?? { body: { type: 'about:blank', title, status } };
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/${found ? '' : 'problem+'}json\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  );
}
