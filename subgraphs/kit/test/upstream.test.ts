import { createServer } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '@tributary/kit/testing';
import { Registry } from 'prom-client';
import { Agent, FormData, fetch, Headers } from 'undici';
import { openUpstream, UpstreamError, upstreamMetrics } from '../src/http-client/index.ts';
import { guarded, isPublicAddress, PrivateAddressError } from '../src/http-client/private-address.ts';
import { pauseOf } from '../src/http-client/rate.ts';

let url: string;
let asked: string[];
const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString('utf8');
  asked.push(`${request.headers['content-type'] ?? ''} ${body}`);
  if (request.url === '/dropped') return request.socket.destroy();
  if (request.url === '/elsewhere') return response.writeHead(302, { location: `${url}/text` }).end();
  if (request.url === '/limited') return response.writeHead(429, { 'retry-after': '40' }).end();
  if (request.url === '/json') return response.end('{}');
  if (request.url === '/broken-gzip')
    return response.writeHead(200, { 'content-encoding': 'gzip' }).end('this is no gzip');
  if (request.url === '/no-http') return request.socket.end('SSH-2.0-OpenSSH_9.6\r\n');
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

function open(baseUrl: string, allowPrivate = true, limits?: 'operation') {
  const metrics = upstreamMetrics(new Registry());
  return openUpstream({
    name: 'vendor',
    baseUrl,
    timeout: 5_000,
    retries: 0,
    allowPrivate,
    metrics,
    clock: Date.now,
    ...(limits ? { limits } : {}),
  });
}

async function failure(asking: Promise<unknown>): Promise<UpstreamError> {
  const error = await asking.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UpstreamError);
  return error as UpstreamError;
}

describe('whether a request was sent', () => {
  const request = (path: string) => ({ operation: 'o', method: 'POST' as const, path, body: {} });

  test('it was, if the connection drops', async () => {
    const error = await failure(open(url).ask(request('/dropped'), () => null));
    expect(error).toMatchObject({ fault: 'failed', sent: true, status: null });
  });

  test('it was not, if the connection is refused', async () => {
    const error = await failure(open(`http://127.0.0.1:${await freePort()}`).ask(request('/'), () => null));
    expect(error).toMatchObject({ fault: 'failed', sent: false });
  });

  test('it was not, if the name does not exist', async () => {
    const error = await failure(open('http://nobody.invalid').ask(request('/'), () => null));
    expect(error).toMatchObject({ fault: 'failed', sent: false });
  });

  test('it was, if a reused connection drops', async () => {
    const upstream = open(url);
    await upstream.ask({ ...request('/text'), answer: 'text' }, () => null);
    expect(await failure(upstream.ask(request('/dropped'), () => null))).toMatchObject({ sent: true });
  });

  test('it was, if the response is invalid', async () => {
    expect(await failure(open(url).ask(request('/text'), () => null))).toMatchObject({
      fault: 'malformed',
      sent: true,
    });
  });
});

describe('what is sent and read', () => {
  test('a redirect is a failure, and not followed', async () => {
    const before = asked.length;
    expect(await failure(open(url).ask({ operation: 'o', path: '/elsewhere' }, () => null))).toMatchObject({
      fault: 'redirected',
      status: 302,
    });
    expect(asked).toHaveLength(before + 1);
  });

  test('the retry time of a busy server is reported', async () => {
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

describe('rate limits', () => {
  const now = Date.parse('2026-05-01T00:00:00Z');
  const seconds = (more: number) => String(Math.floor(now / 1_000) + more);
  const pause = (refused: boolean, headers: Record<string, string>) =>
    pauseOf(refused, new Headers(headers), now) / 1_000;
  const quarter = (remaining: number) => ({
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': seconds(900),
  });
  const day = (of: string, remaining: number) => ({
    [`x-${of}-limit-24hour-remaining`]: String(remaining),
    [`x-${of}-limit-24hour-reset`]: seconds(80_000),
  });

  test.each<[string, boolean, Record<string, string>, number]>([
    ['X: the window of 15 minutes has nothing left', true, { ...quarter(0), ...day('user', 3) }, 900],
    ['X: the day of the user has nothing left', true, { ...quarter(0), ...day('user', 0) }, 80_000],
    ['X: only the day has nothing left', true, { ...quarter(12), ...day('user', 0) }, 80_000],
    ['X: the day of the application has', true, { ...quarter(12), ...day('app', 0) }, 80_000],
    ['X: a success that was the last of the day', false, { ...quarter(12), ...day('user', 0) }, 80_000],
    ['X: a success with something left', false, { ...quarter(12), ...day('user', 3) }, 0],
    ['X: a refusal though something is left everywhere', true, { ...quarter(12), ...day('user', 3) }, 5],
    [
      'Mastodon: a time',
      true,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-05-01T03:00:00Z' },
      10_800,
    ],
    ['Bluesky', true, { 'ratelimit-remaining': '0', 'ratelimit-reset': seconds(300) }, 300],
    [
      'Reddit: a fraction is nothing',
      false,
      { 'x-ratelimit-remaining': '0.0', 'x-ratelimit-reset': '120' },
      120,
    ],
    [
      'RapidAPI',
      true,
      { 'x-ratelimit-requests-remaining': '0', 'x-ratelimit-requests-reset': '70000' },
      70_000,
    ],
    ['OpenAI', true, { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0.5s' }, 360.5],
    [
      'Discord',
      true,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.5', 'retry-after': '2' },
      2,
    ],
    ['the IETF draft', true, { ratelimit: '"burst";r=0;t=30, "day";r=0;t=3600, "month";r=9;t=99999' }, 3_600],
    ['a reset alone', true, { 'ratelimit-reset': '40' }, 40],
    ['Retry-After that is later than the window', true, { ...quarter(0), 'retry-after': '1000' }, 1_000],
    ['Retry-After that is earlier', true, { ...quarter(0), 'retry-after': '10' }, 900],
    ['a busy server', false, { 'retry-after': '7' }, 7],
    ['nothing', true, {}, 5],
    ['nothing, and no refusal', false, {}, 0],
    ['a year', true, { 'retry-after': '31000000' }, 90_000],
  ])('%s', (_, refused, headers, expected) => {
    expect(pause(refused, headers)).toBe(expected);
  });

  test('are counted per operation if the vendor does so', async () => {
    const paths = { read: '/limited', write: '/text' };
    const ask = (upstream: ReturnType<typeof open>, operation: keyof typeof paths) =>
      upstream.ask({ operation, path: paths[operation], answer: 'text' }, () => 'ok');
    const each = open(url, true, 'operation');
    expect(await failure(ask(each, 'read'))).toMatchObject({ fault: 'limited', retryAfter: 40_000 });
    expect(await ask(each, 'write')).toBe('ok');
    const before = asked.length;
    expect(await failure(ask(each, 'read'))).toMatchObject({
      fault: 'limited',
      reason: expect.stringMatching(/^allows no request before 20.+Z \(rate limit\)$/),
    });
    expect(asked).toHaveLength(before);
    const all = open(url);
    await failure(ask(all, 'read'));
    expect(await failure(ask(all, 'write'))).toMatchObject({ fault: 'limited' });
  });
});

describe('what a failure says', () => {
  const request = { operation: 'o', path: '/' };
  test.each([
    ['/elsewhere', 'answered 302, a redirect, which is not followed'],
    ['/text', 'answered 200 with a body that is not JSON'],
    ['/busy', 'answered 503'],
    ['/dropped', 'sent no response: it closed the connection without a complete response'],
    ['/broken-gzip', 'sent no response: its response could not be decompressed'],
    ['/no-http', 'sent no response: its response is not valid HTTP'],
  ])('%s', async (path, reason) => {
    expect((await failure(open(url).ask({ ...request, path }, () => null))).reason).toBe(reason);
  });

  test('a response of another shape: names what is missing', async () => {
    const read = () => {
      throw new UpstreamError('malformed', 'The answer has no id.');
    };
    expect(await failure(open(url).ask({ ...request, path: '/json' }, read))).toMatchObject({
      fault: 'malformed',
      status: 200,
      reason: 'answered 200 in a form that is not documented: The answer has no id',
    });
  });

  test('a name that does not resolve, and a refused connection', async () => {
    expect((await failure(open('http://nobody.invalid').ask(request, () => null))).reason).toMatch(
      /^sent no response: its host name (does not resolve|could not be resolved)$/,
    );
    const refused = open(`http://127.0.0.1:${await freePort()}`).ask(request, () => null);
    expect((await failure(refused)).reason).toBe('sent no response: it refused the connection');
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
    // IPv4-compatible, translated, 6to4 of a public address, Teredo, ISATAP, local NAT64.
    '::7f00:1',
    '::a00:1',
    '::ffff:0:10.0.0.1',
    '2002:5db8:d70e::1',
    '2001:0:5db8:d70e::1',
    '2606:4700::5efe:a00:1',
    '2606:4700::200:5efe:7f00:1',
    '64:ff9b:1::a00:1',
    '64:ff9b::7f00:1',
    // Discard-only, documentation, benchmarking, segment routing, site-local, multicast.
    '100::1',
    '2001:db8::1',
    '3fff::1',
    '2001:2::1',
    '5f00::1',
    'fec0::1',
    'ff02::1',
    '198.18.0.1',
    '192.0.2.1',
    'not an address',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each([
    '93.184.215.14',
    '2606:4700:4700::1111',
    '2001:4860:4860::8888',
    '::ffff:93.184.215.14',
    '64:ff9b::5db8:d70e',
  ])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    '127.0.0.1',
    'localhost',
    '[::1]',
    '[::7f00:1]',
    '[::ffff:7f00:1]',
    '2130706433',
    '0x7f.1',
    '127.1',
  ])('nothing is sent to %s', async (host) => {
    const before = asked.length;
    const upstream = open(`http://${host}:${new URL(url).port}`, false);
    const error = await failure(upstream.ask({ operation: 'o', method: 'POST', path: '/' }, () => null));
    expect(error).toMatchObject({ fault: 'refused', sent: false, status: null });
    expect(asked).toHaveLength(before);
  });

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
