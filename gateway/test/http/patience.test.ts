import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from '@jest/globals';
import { type Patience, patiently } from '../../src/http/patience.ts';
import { answerUnreadable } from '../../src/http/unreadable.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A server that lets a request take a fifth of a second, and reads bodies at `/patient` with patience. */
async function start(patience: Patience): Promise<number> {
  server = createServer({ connectionsCheckingInterval: 50 }, async (request, response) => {
    const body = request.url === '/patient' ? patiently(request, patience) : request;
    response.end(await text(body).catch(() => 'cut off'));
  });
  server.requestTimeout = 200;
  server.headersTimeout = 200;
  server.on('clientError', (error, socket) =>
    answerUnreadable(
      error as object,
      socket as never,
      (_, url) => url,
      () => null,
    ),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

/** Sends a body of ten bytes one by one, or only so many of them; all that came back. */
async function send(port: number, path: string, bytes: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`PUT ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n`);
  let sent = 0;
  const sending = setInterval(() => {
    if (sent === bytes || socket.destroyed) return clearInterval(sending);
    sent++;
    socket.write('x');
  }, 60);
  const received = await text(socket).catch(() => '');
  clearInterval(sending);
  return received;
}

const PATIENCE = { silence: 5_000, whole: 60_000 };

test('a body that keeps coming is read to its end, however long that takes', async () => {
  const received = await send(await start(PATIENCE), '/patient', 10);
  expect(received).toMatch(/^HTTP\/1\.1 200 /);
  expect(received).toMatch(/x{10}/);
});

test('any other that takes as long is 408', async () => {
  expect(await send(await start(PATIENCE), '/', 10)).toMatch(/^HTTP\/1\.1 408 /);
});

test.each([
  ['of which no more comes', { silence: 300, whole: 60_000 }, 3],
  ['that takes longer than all may take', { silence: 5_000, whole: 300 }, 9],
])('one %s is cut off', async (_, patience, bytes) => {
  expect(await send(await start(patience), '/patient', bytes)).toBe('');
});
