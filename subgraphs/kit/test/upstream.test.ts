import { createServer } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { Agent, FormData, fetch } from 'undici';
import { openUpstream, UpstreamError, upstreamMetrics } from '../src/index.ts';
import { guarded, isPublicAddress, PrivateAddressError } from '../src/upstream/private-address.ts';

let url: string;
let asked: string[];
const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString('utf8');
  asked.push(`${request.headers['content-type'] ?? ''} ${body}`);
  if (request.url === '/dropped') return request.socket.destroy();
  if (request.url === '/elsewhere') return response.writeHead(302, { location: `${url}/text` }).end();
  if (request.url === '/busy') return response.writeHead(503, { 'retry-after': '7' }).end();
  response.writeHead(200, { 'x-id': '7' }).end('ok');
});

beforeAll(async () => {
  asked = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function open(baseUrl: string, allowPrivate = true) {
  const metrics = upstreamMetrics(new Registry());
  return openUpstream({ name: 'vendor', baseUrl, timeout: 5_000, retries: 0, allowPrivate, metrics });
}

async function failure(asking: Promise<unknown>): Promise<UpstreamError> {
  const error = await asking.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UpstreamError);
  return error as UpstreamError;
}

describe('whether a request has left', () => {
  const request = (path: string) => ({ operation: 'o', method: 'POST' as const, path, body: {} });

  test('a connection that drops had it', async () => {
    const error = await failure(open(url).ask(request('/dropped'), () => null));
    expect(error).toMatchObject({ fault: 'failed', left: true, answered: null });
  });

  test('a refused connection had not', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => free.once('listening', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const error = await failure(open(`http://127.0.0.1:${port}`).ask(request('/'), () => null));
    expect(error).toMatchObject({ fault: 'failed', left: false });
  });

  test('a name that does not exist had not', async () => {
    const error = await failure(open('http://nobody.invalid').ask(request('/'), () => null));
    expect(error).toMatchObject({ fault: 'failed', left: false });
  });

  test('a second request over a kept connection that drops had it too', async () => {
    const upstream = open(url);
    await upstream.ask({ ...request('/text'), answer: 'text' }, () => null);
    expect(await failure(upstream.ask(request('/dropped'), () => null))).toMatchObject({ left: true });
  });

  test('an answer that is not understood had', async () => {
    expect(await failure(open(url).ask(request('/text'), () => null))).toMatchObject({
      fault: 'malformed',
      left: true,
    });
  });
});

describe('what is sent and read', () => {
  test('a redirect is a failure, and not followed', async () => {
    const before = asked.length;
    expect(await failure(open(url).ask({ operation: 'o', path: '/elsewhere' }, () => null))).toMatchObject({
      fault: 'failed',
      answered: 302,
    });
    expect(asked).toHaveLength(before + 1);
  });

  test('how long a busy server wants to be left alone', async () => {
    expect(await failure(open(url).ask({ operation: 'o', path: '/busy' }, () => null))).toMatchObject({
      fault: 'failed',
      retryAfter: 7_000,
    });
  });

  test('text and headers', async () => {
    const request = { operation: 'o', path: '/text', answer: 'text' as const };
    const read = (body: unknown, headers: { get(name: string): string | null }) => [
      body,
      headers.get('x-id'),
    ];
    expect(await open(url).ask(request, read)).toEqual(['ok', '7']);
  });

  test('bytes and forms, with their types', async () => {
    const request = { operation: 'o', method: 'POST' as const, path: '/', answer: 'text' as const };
    const bytes = new TextEncoder().encode('abc');
    await open(url).ask({ ...request, payload: { contentType: 'image/png', bytes } }, () => null);
    expect(asked.at(-1)).toBe('image/png abc');
    const payload = new FormData();
    payload.append('name', 'value');
    await open(url).ask({ ...request, payload }, () => null);
    expect(asked.at(-1)).toMatch(/^multipart\/form-data; boundary=.+\s[\s\S]*value/);
  });
});

describe('private addresses', () => {
  test.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'not an address',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['93.184.215.14', '2606:4700:4700::1111', '::ffff:93.184.215.14'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '127.1'])(
    'nothing is sent to %s',
    async (host) => {
      const before = asked.length;
      const upstream = open(`http://${host}:${new URL(url).port}`, false);
      const error = await failure(upstream.ask({ operation: 'o', method: 'POST', path: '/' }, () => null));
      expect(error).toMatchObject({ fault: 'refused', left: false, answered: null });
      expect(asked).toHaveLength(before);
    },
  );

  test('a name with one private address among public ones is refused, at the time of connecting', async () => {
    const found = [
      { address: '93.184.215.14', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const resolver: LookupFunction = (_host, _options, callback) => callback(null, found);
    const agent = new Agent({ connect: guarded(resolver) });
    const error: Error = await fetch(`http://rebound.example:${new URL(url).port}/`, {
      dispatcher: agent,
    }).then(
      () => new Error('It was answered.'),
      (reason: Error) => reason,
    );
    expect(PrivateAddressError.isBehind(error)).toBe(true);
    await agent.close();
  });
});
