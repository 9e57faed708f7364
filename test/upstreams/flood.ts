import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const MIB = 1024 * 1024;
const ZEROS = Buffer.alloc(16 * MIB);
/** Members of one gzip stream, which are inflated one after the other. */
const MEMBERS = 128;

/** Responses that no client should read to the end. */
const BODIES: Readonly<Record<string, (response: ServerResponse) => void | Promise<void>>> = {
  /** 1,500 MB without compression, with a Content-Length. */
  plain: (response) => {
    response.setHeader('content-length', 1_500 * MIB);
    return pour(response, ZEROS, 1_500 / 16);
  },
  /** 2 MB that inflate to 2 GB. */
  gzip: (response) => {
    response.setHeader('content-encoding', 'gzip');
    return pour(response, gzipSync(ZEROS), MEMBERS);
  },
  /** 64 MB in a few hundred bytes of brotli. */
  brotli: (response) => {
    const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_QUALITY]: 4 };
    response.setHeader('content-encoding', 'br');
    response.end(brotliCompressSync(Buffer.alloc(64 * MIB), { params }));
  },
  /** 1,500 MB of gzip that inflate to nothing. */
  empty: (response) => {
    response.setHeader('content-encoding', 'gzip');
    const member = gzipSync('');
    return pour(response, Buffer.concat(Array.from({ length: 50_000 }, () => member)), 1_500);
  },
  /** Headers of 4 MB. */
  headers: (response) => {
    response.socket!.write(`HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-long: ${'x'.repeat(4 * MIB)}\r\n\r\n`);
  },
};

/** A server that responds to `/<kind>/…` with far more data than requested. */
export interface Flood {
  readonly url: string;
  /**
   * How each request ended: the bytes that its connection accepted, and whether the client closed
   * it early.
   */
  readonly ended: { readonly sent: number; readonly early: boolean }[];
  /** Resolves when the first request has ended. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

export async function startFlood(): Promise<Flood> {
  const ended: { sent: number; early: boolean }[] = [];
  const { promise: closed, resolve: onClosed } = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const { socket } = request;
    const before = socket.bytesWritten;
    response.on('close', () => {
      ended.push({ sent: socket.bytesWritten - before, early: !response.writableFinished });
      onClosed();
    });
    response.on('error', () => {});
    request.resume();
    void BODIES[request.url!.split('/')[1]!]?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ended,
    closed,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Writes the same chunk a number of times, as fast as the client reads, until the client closes.
 */
export async function pour(response: ServerResponse, piece: Buffer, times: number): Promise<void> {
  const closed = new Promise<void>((resolve) => response.once('close', resolve));
  for (let sent = 0; sent < times && !response.destroyed; sent += 1)
    if (!response.write(piece))
      await Promise.race([closed, new Promise<void>((resolve) => response.once('drain', resolve))]);
  response.end();
}
