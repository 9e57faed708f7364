import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import { eventually } from '@tributary/kit/testing';
import { readAddress } from '../../../src/graph/transports/http/connections/subgraph-address.ts';
import {
  type PoolOptions,
  SubgraphPool,
} from '../../../src/graph/transports/http/connections/subgraph-pool.ts';
import { plainHttpTransport } from '../../../src/graph/transports/http/http-transport.ts';
import { testRequest } from '../support/subgraphs.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** Starts a server that passes what arrives to the test; counts its connections. */
async function scripted(receive: (socket: Socket, text: string) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (bytes) => receive(socket, bytes.toString('latin1')));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { sockets, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?a=b` };
}

function pool(url: string, options: Partial<PoolOptions> = {}): SubgraphPool {
  const opened = new SubgraphPool(readAddress(url), { connections: 4, timeout: 5_000, ...options });
  stops.push(() => opened.destroy());
  return opened;
}

const { signal } = new AbortController();
const post = (to: SubgraphPool, body: string | Buffer = '{}', headers = {}) =>
  to.post({ headers, body, signal });

test('a request is written as HTTP/1.1, and its connection is used again', async () => {
  const texts: string[] = [];
  const { sockets, url } = await scripted((socket, text) => {
    texts.push(text);
    socket.write(OK);
  });
  const to = pool(url);
  for (let time = 0; time < 3; time++)
    expect(await post(to, '{"a":"é"}', { 'x-a': 'ü' })).toMatchObject({ status: 200 });
  expect(sockets).toHaveLength(1);
  const { host } = new URL(url);
  const body = Buffer.from('{"a":"é"}').toString('latin1');
  expect(texts[0]).toBe(
    `POST /graphql?a=b HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\nx-a: ü\r\ncontent-length: 10\r\n\r\n${body}`,
  );
});

test('the trace of a request replaces the headers of the same names', async () => {
  const texts: string[] = [];
  const { url } = await scripted((socket, text) => {
    texts.push(text);
    socket.write(OK);
  });
  const to = pool(url);
  const headers = { traceparent: 'of the client', tracestate: 'of=the-client', 'x-a': 'b' };
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  await to.post({ headers, trace: { traceparent }, body: '{}', signal });
  await to.post({ headers, trace: { traceparent, tracestate: 'vendor=1' }, body: '{}', signal });
  await to.post({ headers, body: '{}', signal });
  expect(texts.map((text) => text.match(/^(trace.*|x-a.*)(?=\r$)/gm))).toEqual([
    [`traceparent: ${traceparent}`, 'x-a: b'],
    [`traceparent: ${traceparent}`, 'tracestate: vendor=1', 'x-a: b'],
    ['traceparent: of the client', 'tracestate: of=the-client', 'x-a: b'],
  ]);
});

test.each([
  ['x-a', 'b\r\nx-forged: 1'],
  ['x-a\r\nx-forged', '1'],
  ['x a', '1'],
  ['x-a', 'Ω'],
])('a header that could forge another is refused: %j, %j', async (name, value) => {
  const { sockets, url } = await scripted(() => {});
  await expect(post(pool(url), '{}', { [name]: value })).rejects.toThrow('invalid name or value');
  expect(sockets).toHaveLength(0);
});

test('requests beyond the connections wait for one', async () => {
  const waiting: Socket[] = [];
  const { sockets, url } = await scripted((socket) => void waiting.push(socket));
  const to = pool(url, { connections: 2 });
  const responses = [1, 2, 3].map(() => post(to));
  await eventually(async () => expect(waiting).toHaveLength(2));
  waiting.shift()!.write(OK);
  await eventually(async () => expect(waiting).toHaveLength(2));
  for (const socket of waiting) socket.write(OK);
  expect((await Promise.all(responses)).map(({ body }) => body.toString())).toEqual(['ok', 'ok', 'ok']);
  expect(sockets).toHaveLength(2);
});

test.each([
  ['says that it closes', 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok'],
  ['keeps it for a second', 'HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 2\r\n\r\nok'],
  ['speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok'],
])('a connection is not used again if the server %s', async (_, response) => {
  const { sockets, url } = await scripted((socket) => void socket.write(response));
  const to = pool(url);
  for (let time = 0; time < 2; time++) expect((await post(to)).body.toString()).toBe('ok');
  expect(sockets).toHaveLength(2);
});

test('the end of a connection completes a body without a length', async () => {
  const { url } = await scripted((socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\nok'));
  expect((await post(pool(url))).body.toString()).toBe('ok');
});

test('a connection that ends without a response fails its request, and no other', async () => {
  let requests = 0;
  const { url } = await scripted((socket) => {
    requests += 1;
    if (requests === 1) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok');
    else socket.write(OK);
  });
  const to = pool(url, { connections: 1 });
  const first = post(to);
  const second = post(to);
  await expect(first).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await second).body.toString()).toBe('ok');
});

test('a connection on which something arrives unasked is closed', async () => {
  const { sockets, url } = await scripted((socket) => void socket.write(OK));
  const to = pool(url);
  await post(to);
  sockets[0]!.write(OK);
  await eventually(async () => expect(sockets[0]!.destroyed || sockets[0]!.readableEnded).toBe(true));
  await post(to);
  expect(sockets).toHaveLength(2);
});

test('a response of which nothing arrives any more is late', async () => {
  const { url } = await scripted((socket) => void socket.write('HTTP/1.1 200 OK\r\n'));
  await expect(post(pool(url, { timeout: 40 }))).rejects.toMatchObject({ code: 'LATE_RESPONSE' });
});

test('a large body arrives whole, as text and as bytes', async () => {
  const server = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.end(Buffer.concat(chunks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const to = pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const text = 'aé'.repeat(500_000);
  expect((await post(to, text)).body.toString()).toBe(text);
  expect((await post(to, Buffer.from(text))).body.toString()).toBe(text);
});

test('requests without a response are rejected when the pool is destroyed', async () => {
  const { sockets, url } = await scripted(() => {});
  const to = pool(url, { connections: 1 });
  const responses = [post(to), post(to)].map((each) => expect(each).rejects.toThrow('were closed'));
  await eventually(async () => expect(sockets).toHaveLength(1));
  to.destroy();
  await Promise.all(responses);
  await expect(post(to)).rejects.toThrow('were closed');
});

test('a subgraph with a certificate is reached over TLS, and refused if nobody vouches for it', async () => {
  const certificate = readFileSync(join(import.meta.dirname, 'certificate.pem'), 'utf8');
  const key = readFileSync(join(import.meta.dirname, 'key.pem'), 'utf8');
  const server = tls.createServer({ cert: certificate, key }, (socket) => {
    socket.on('data', () => socket.write(OK));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  stops.push(() => server.close());
  const url = `https://localhost:${(server.address() as AddressInfo).port}/graphql`;
  await expect(post(pool(url))).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  const usual = tls.getCACertificates();
  stops.push(() => tls.setDefaultCACertificates(usual));
  tls.setDefaultCACertificates([certificate]);
  expect((await post(pool(url))).body.toString()).toBe('ok');
});

test('a subgraph is reached through a Unix socket', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-'));
  stops.push(() => rm(folder, { recursive: true }));
  const paths: string[] = [];
  const server = createHttpServer((request, response) => {
    paths.push(`${request.headers.host} ${request.url}`);
    response.end('{"data":{"a":1}}');
  });
  const socket = join(folder, 'reviews.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  for (const url of [`unix:${socket}`, `unix://${socket}:/v1?x=y`]) {
    const transport = plainHttpTransport('reviews', url);
    stops.push(() => transport.stop!());
    const operation = { query: '{ a }', kind: 'query', variables: {}, operationName: undefined } as const;
    expect(await transport.execute({ ...operation, request: testRequest() })).toEqual({ data: { a: 1 } });
  }
  expect(paths).toEqual(['localhost /graphql', 'localhost /v1?x=y']);
});

test('the URL of a subgraph has a known scheme', () => {
  expect(() => plainHttpTransport('reviews', 'ftp://127.0.0.1/')).toThrow(
    'The URL of a subgraph must begin with http:, https: or unix:/, got "ftp://127.0.0.1/".',
  );
});
