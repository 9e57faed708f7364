import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLog } from '@tributary/kit/testing';
import { type Graph, openGraph, plainHttpTransport } from '../../src/graph/index.ts';
import { composeSubgraphs, plainTransports, testRequest } from './support/subgraphs.ts';

// A subgraph that returns invalid responses. The gateway always responds in time, with the data of
// the other subgraph, and every null has an error that names the failed subgraph.

const TIMEOUT = 400;

const supergraph = composeSubgraphs([
  {
    name: 'good',
    sdl: 'type Query { x: X } type X @key(fields: "id") { id: ID! name: String }',
    resolvers: { Query: { x: () => ({ id: '1', name: 'n' }) } },
  },
  {
    name: 'bad',
    sdl: `scalar Any type Query { y: Y } type Y { text: String list: [Int] any: Any }
      type X @key(fields: "id") { id: ID! more: Y }`,
  },
]);

/** Valid responses of the subgraph to the two operations of this test. */
const RIGHT = { text: 't', list: [1, 2] };
const ANSWERS = {
  root: { data: { y: RIGHT } },
  entity: { data: { _entities: [{ more: RIGHT }] } },
} as const;
type Operation = keyof typeof ANSWERS;

/** Responds to one request on its connection. */
type Way = (socket: Socket, operation: Operation) => void;

const body =
  (
    of: (right: string, operation: Operation) => string | Buffer,
    status = '200 OK',
    headers: string[] = [],
  ): Way =>
  (socket, operation) => {
    const bytes = Buffer.from(of(JSON.stringify(ANSWERS[operation]), operation) as never);
    socket.write(
      [
        `HTTP/1.1 ${status}`,
        'content-type: application/json',
        `content-length: ${bytes.length}`,
        ...headers,
        '\r\n',
      ].join('\r\n'),
    );
    socket.write(bytes);
  };
const raw =
  (of: (right: string) => string | Buffer, end = true): Way =>
  (socket, operation) => {
    socket.write(of(JSON.stringify(ANSWERS[operation])));
    if (end) socket.end();
  };
const json = (value: unknown) => body(() => JSON.stringify(value));
/** The same invalid value in the responses to both operations. */
const value = (inner: unknown) =>
  body((_, operation) =>
    JSON.stringify({ data: operation === 'root' ? { y: inner } : { _entities: [{ more: inner }] } }),
  );
const entities = (list: unknown) =>
  body((right, operation) =>
    operation === 'root'
      ? '{"data":{}}'
      : JSON.stringify({ ...JSON.parse(right), data: { _entities: list } }),
  );
const endless =
  (chunk: string, every: number): Way =>
  (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
    const timer = setInterval(() => socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`), every);
    socket.on('close', () => clearInterval(timer));
  };
const chunked = (parts: (right: string) => string[]): Way =>
  raw(
    (right) =>
      [
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
        ...parts(right).map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`),
        '0\r\n\r\n',
      ].join(''),
    false,
  );

const FAILS: Readonly<Record<string, Way>> = {
  'status 500 with right data': body((right) => right, '500 Internal Server Error'),
  'status 503 with right data': body((right) => right, '503 Service Unavailable'),
  'status 404 with right data': body((right) => right, '404 Not Found'),
  'status 301': body(() => '', '301 Moved Permanently', ['location: http://127.0.0.1:1/']),
  'status 204': raw(() => 'HTTP/1.1 204 No Content\r\n\r\n', false),
  'status 200 without a body': body(() => ''),
  'status 500 with a page': body(() => '<html>sorry</html>', '500 Internal Server Error'),
  'status 429 with a page': body(() => 'slow down', '429 Too Many Requests'),
  'status 999': body((right) => right, '999 Odd'),
  'status 100 and then nothing': raw(() => 'HTTP/1.1 100 Continue\r\n\r\n'),
  'a page': body(() => '<!doctype html><title>x</title>'),
  'no JSON': body(() => 'hello'),
  'half of the JSON': body((right) => right.slice(0, -3)),
  'JSON with something behind it': body((right) => `${right}}`),
  'two responses in one body': body((right) => right + right),
  'a byte order mark': body((right) => `\uFEFF${right}`),
  'JSON with a trailing comma': body((right) => right.replace(/\}$/, ',}')),
  'JSON with single quotes': body((right) => right.replaceAll('"', "'")),
  'bytes that are not UTF-8': body((right) => Buffer.from(right.replace('"t"', '"\u00FF"'), 'latin1')),
  'UTF-16': body((right) => Buffer.from(right, 'utf16le')),
  'gzip that was not asked for': body((right) => gzipSync(right), '200 OK', ['content-encoding: gzip']),
  'JSON null': json(null),
  'JSON true': json(true),
  'JSON number': json(7),
  'JSON text': json('data'),
  'JSON list': json([]),
  'an empty object': json({}),
  'a list of responses': body((right) => `[${right}]`),
  'data null': json({ data: null }),
  'data null, errors null': json({ data: null, errors: null }),
  'data null, errors empty': json({ data: null, errors: [] }),
  'errors empty alone': json({ errors: [] }),
  'data list': json({ data: [] }),
  'data text': json({ data: 'x' }),
  'data number': json({ data: 1 }),
  'data false': json({ data: false }),
  'data empty': json({ data: {} }),
  'data of another operation': json({ data: { z: 1 } }),
  'errors text': body((right) => right.replace(/^\{/, '{"errors":"bad",')),
  'errors object': body((right) => right.replace(/^\{/, '{"errors":{},')),
  'errors of texts': body((right) => right.replace(/^\{/, '{"errors":["bad"],')),
  'errors without messages': json({ data: null, errors: [{}] }),
  'errors with a number for a message': json({ data: null, errors: [{ message: 1 }] }),
  'errors with a path that is none': json({ data: null, errors: [{ message: 'm', path: 'y' }] }),
  'errors with odd extensions': json({ data: null, errors: [{ message: 'm', extensions: 'x' }] }),
  'errors alone': json({ errors: [{ message: 'I refuse' }] }),
  'data and errors at status 500': body(
    (right) => right.replace(/^\{/, '{"errors":[{"message":"broken"}],'),
    '500 Internal Server Error',
  ),
  'the field is a text': value('x'),
  'the field is a list': value([RIGHT]),
  'the field is a number': value(1),
  'the field is true': value(true),
  'a text that is a number': value({ text: 1, list: [1] }),
  'a text that is an object': value({ text: {}, list: [1] }),
  'a list that is a number': value({ text: 't', list: 1 }),
  'a list of texts': value({ text: 't', list: ['1'] }),
  'a list of numbers that are not whole': value({ text: 't', list: [1.5] }),
  'a number that is too large': value({ text: 't', list: [2 ** 31] }),
  'a member that is missing': value({ list: [1] }),
  'all members missing': value({}),
  'no entities': entities([]),
  'too many entities': entities([{ more: RIGHT }, { more: RIGHT }]),
  'entities null': entities(null),
  'entities are an object': entities({ 0: { more: RIGHT } }),
  'entities are texts': entities(['1']),
  'entities are lists': entities([[{ more: RIGHT }]]),
  'an entity without its field': entities([{}]),
  'an entity of another type': entities([{ __typename: 'Other', less: 1 }]),
  'a body cut off by the end of the connection': raw(
    (right) => `HTTP/1.1 200 OK\r\ncontent-length: ${right.length + 10}\r\n\r\n${right}`,
  ),
  'a body that is longer than it says': raw(
    (right) => `HTTP/1.1 200 OK\r\ncontent-length: ${right.length - 5}\r\n\r\n${right}`,
    false,
  ),
  'two content lengths': raw(
    (right) => `HTTP/1.1 200 OK\r\ncontent-length: ${right.length}\r\ncontent-length: 5\r\n\r\n${right}`,
  ),
  'a chunk that says a wrong length': raw(
    (right) => `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n${right}\r\n0\r\n\r\n`,
  ),
  'chunks that never end': endless(' ', 20),
  'chunks cut off': raw(
    (right) =>
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${right.length.toString(16)}\r\n${right}`,
  ),
  'a head that is no HTTP': raw(() => 'SSH-2.0-OpenSSH_9.2\r\n'),
  'a head cut off': raw(() => 'HTTP/1.1 200 OK\r\ncontent-'),
  'a head without end': (socket) => {
    const timer = setInterval(() => socket.write(`x-${'y'.repeat(1_000)}: z\r\n`), 1);
    socket.write('HTTP/1.1 200 OK\r\n');
    socket.on('close', () => clearInterval(timer));
  },
  'a header with a line feed': raw((right) => `HTTP/1.1 200 OK\r\nx\n: y\r\n\r\n${right}`),
  'a connection that closes at once': (socket) => socket.end(),
  'a connection that is reset': (socket) => socket.resetAndDestroy(),
  'nothing at all': () => {},
  'a head and then nothing': raw(() => 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n', false),
  'a byte now and then': endless('x', 30),
  'a body without end': endless('x'.repeat(1_000_000), 1),
};

const WORKS: Readonly<Record<string, Way>> = {
  'the right body': body((right) => right),
  'errors empty beside data': body((right) => right.replace(/^\{/, '{"errors":[],')),
  'errors null beside data': body((right) => right.replace(/^\{/, '{"errors":null,')),
  'members that nobody knows': body((right) =>
    right.replace(/^\{/, '{"hasNext":false,"extensions":{"a":[1]},'),
  ),
  'a member __proto__': body((right) => right.replace(/^\{/, '{"__proto__":{"data":null},')),
  'fields that were not asked for': body((right) => right.replaceAll('"text"', '"else":{"id":"2"},"text"')),
  'the same member twice, right the last time': body((right) =>
    right.replace('"text":"t"', '"text":"u","text":"t"'),
  ),
  'white space around': body((right) => `\r\n\t ${right} \r\n`),
  'escaped characters': body((right) => right.replace('"t"', '"\\u0074"')),
  'status 202': body((right) => right, '202 Accepted'),
  'another content type': body((right) => right, '200 OK', ['content-type: text/plain']),
  'a byte for each chunk': chunked((right) => [...right]),
  'HTTP 1.0': raw((right) => `HTTP/1.0 200 OK\r\n\r\n${right}`),
  'the end of the connection as the end of the body': raw((right) => `HTTP/1.1 200 OK\r\n\r\n${right}`),
  'one hundred headers': body(
    (right) => right,
    '200 OK',
    Array.from({ length: 50 }, (_, index) => `x-${index}: y`),
  ),
};

let way: Way;
let server: Server;
let graph: Graph;
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let request = '';
    socket.on('data', (bytes) => {
      request += bytes;
      const [, head, content] = /^([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(request) ?? [];
      const length = Number(/content-length: (\d+)/i.exec(head ?? '')?.[1] ?? Number.POSITIVE_INFINITY);
      if (Buffer.byteLength(content ?? '') < length) return;
      request = '';
      way(socket, content!.includes('_entities') ? 'entity' : 'root');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const good = plainTransports(supergraph).get('good')!;
  graph = await openGraph({
    supergraphSdl: supergraph.supergraphSdl,
    transportOf: (name) => (name === 'good' ? good : plainHttpTransport(name, url, { timeout: TIMEOUT })),
    log: silentLog,
    showErrors: true,
    deadline: 3 * TIMEOUT,
  });
});

afterAll(async () => {
  await graph.stop();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const documents = new Map<string, ReturnType<Graph['prepare']>>();

function ask(text: string) {
  const document = documents.get(text) ?? graph.prepare(text);
  documents.set(text, document);
  return graph.execute({ document, variables: {}, ...testRequest() });
}

const ROOT = '{ x { id name } y { text list } }';
const ENTITY = '{ x { id name more { text list } } }';

describe.each(Object.keys(FAILS))('%s', (name) => {
  const ofEntities = name.includes('entit');

  test.each([
    ['a root field', ROOT],
    ['an entity', ENTITY],
  ])('for %s', async (_, query) => {
    way = FAILS[name]!;
    if (ofEntities && query === ROOT) return;
    const { data, errors = [] } = await ask(query);
    const { more, ...x } = data!['x'] as Record<string, unknown>;
    expect(x).toEqual({ id: '1', name: 'n' });
    expect(JSON.stringify(query === ROOT ? data!['y'] : more)).toContain('null');
    expect(errors.length).toBeGreaterThan(0);
    for (const { extensions, path } of errors)
      if (extensions?.['code'] !== 'INTERNAL' || !path) expect(extensions).toMatchObject({ service: 'bad' });
  });
});

test.each(Object.keys(WORKS))('no fault: %s', async (name) => {
  way = WORKS[name]!;
  expect(await ask(ROOT)).toEqual({ data: { x: { id: '1', name: 'n' }, y: RIGHT } });
  expect(await ask(ENTITY)).toEqual({ data: { x: { id: '1', name: 'n', more: RIGHT } } });
});

test('there are at least 80 invalid responses', () => {
  expect(Object.keys(FAILS).length + Object.keys(WORKS).length).toBeGreaterThanOrEqual(80);
});

test('integers keep their digits', async () => {
  const digits =
    '{"id":9007199254740993,"list":[12345678901234567890123,-9223372036854775808],"fraction":0.1}';
  way = body(() => `{"data":{"y":{"any":${digits}}}}`);
  expect(JSON.stringify(await ask('{ y { any } }'))).toBe(`{"data":{"y":{"any":${digits}}}}`);
});
