import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  createPartCache,
  type HttpOptions,
  plainHttpTransport,
  type Transport,
} from '../../src/graph/index.ts';
import { testRequest } from '../graph/support/subgraphs.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Call {
  readonly request: IncomingMessage;
  readonly bytes: Buffer;
  readonly response: ServerResponse;
}

/** Starts a subgraph that leaves its responses to the test, and a transport to it. */
async function open(options: HttpOptions, answer: (call: Call) => void = () => {}) {
  const calls: Call[] = [];
  const arrivals: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const call = { request, bytes: Buffer.concat(chunks), response };
    calls.push(call);
    for (const arrived of arrivals) arrived();
    answer(call);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const transport: Transport = plainHttpTransport('any', url, options);
  stops.push(async () => {
    await transport.stop!();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    transport,
    calls,
    /** Waits until the subgraph has received this many requests. */
    async received(count: number) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const check = () => calls.length >= count && resolve();
      arrivals.push(check);
      check();
      await promise;
    },
  };
}

const operation = { query: '{ a }', kind: 'query', variables: {}, operationName: undefined } as const;
const ask = (transport: Transport, more: object = {}, user = 'ada', signal?: AbortSignal) =>
  transport.execute({
    ...operation,
    ...more,
    request: { ...testRequest(signal), requestId: Math.random().toString(), principal: user as never },
  });
const asUser: HttpOptions = {
  deduplicates: true,
  headers: async ({ requestId, principal }) => ({ 'x-request-id': requestId, 'x-user': String(principal) }),
};

describe('equal queries in flight', () => {
  test('are sent once, and each receives a result of its own', async () => {
    const { transport, calls, received } = await open(asUser);
    const asked = [ask(transport), ask(transport), ask(transport)];
    await received(1);
    calls[0]!.response.end('{"data":{"a":{"b":1}}}');
    const results = await Promise.all(asked);
    expect(results).toEqual([1, 1, 1].map((b) => ({ data: { a: { b } } })));
    expect(new Set(results.map(({ data }) => data!['a'])).size).toBe(3);
    expect(calls).toHaveLength(1);
    const later = ask(transport);
    await received(2);
    calls[1]!.response.end('{"data":{"a":2}}');
    expect(await later).toEqual({ data: { a: 2 } });
  });

  test.each([
    ['of another principal', {}, 'eve'],
    ['with other variables', { variables: { b: 1 } }, 'ada'],
    ['that are mutations', { kind: 'mutation' }, 'ada'],
  ])('%s are sent separately', async (_, more, user) => {
    const { transport, calls, received } = await open(asUser);
    const first = ask(transport, 'kind' in more ? more : {});
    const second = ask(transport, more, user);
    await received(2);
    for (const [index, { response }] of calls.entries()) response.end(`{"data":{"a":${index}}}`);
    const results = await Promise.all([first, second]);
    expect(results.map(({ data }) => data!['a']).sort()).toEqual([0, 1]);
  });

  test('are not aborted by one that is given up, but by the last one', async () => {
    const { transport, calls, received } = await open(asUser);
    const [one, other] = [new AbortController(), new AbortController()];
    const given = ask(transport, {}, 'ada', one.signal);
    const kept = ask(transport, {}, 'ada', other.signal);
    await received(1);
    one.abort();
    await expect(given).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    const closed = new Promise((resolve) => calls[0]!.response.once('close', resolve));
    other.abort();
    await expect(kept).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    await closed;
    expect(calls[0]!.response.writableFinished).toBe(false);
  });

  test('do not share a cookie', async () => {
    const { transport, calls, received } = await open({ ...asUser, reportsHeaders: true });
    const asked = [ask(transport), ask(transport)];
    await received(1);
    calls[0]!.response.writeHead(200, { 'set-cookie': 'session=1' }).end('{"data":{"a":1}}');
    await received(2);
    calls[1]!.response.writeHead(200, { 'set-cookie': 'session=2' }).end('{"data":{"a":2}}');
    expect((await Promise.all(asked)).map(({ data }) => data!['a'])).toEqual([1, 2]);
  });
});

test('with a cache, the headers of a request are computed once for all of its operations', async () => {
  const asked: string[] = [];
  const cache = createPartCache({ maxBytes: 1_000_000, clock: () => 0, count() {} });
  const { transport, calls } = await open(
    {
      caching: { cache, usualMaxAge: 0 },
      headers: async ({ requestId }) => {
        asked.push(requestId);
        return { 'x-request-id': requestId };
      },
    },
    ({ response }) => response.end('{"data":{"a":1}}'),
  );
  const requests = ['one', 'two'].map((requestId) => ({ ...testRequest(), requestId }));
  for (const request of requests)
    for (const query of ['{ a }', '{ b }']) await transport.execute({ ...operation, query, request });
  expect(calls.map(({ request }) => request.headers['x-request-id'])).toEqual(['one', 'one', 'two', 'two']);
  expect(asked).toEqual(['one', 'two']);
});

describe('compression', () => {
  const long = { variables: { text: 'x'.repeat(2_000) } };

  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const)('requests are sent with %s, unless they are small', async (requests, decode) => {
    const { transport, calls } = await open({ compression: { requests } }, ({ response }) =>
      response.end('{"data":{"a":1}}'),
    );
    await ask(transport, long);
    await ask(transport);
    const [{ request, bytes }, small] = calls as [Call, Call];
    expect(request.headers['content-encoding']).toBe(requests);
    expect(JSON.parse(decode(bytes).toString()).variables).toEqual(long.variables);
    expect(small.request.headers).not.toHaveProperty('content-encoding');
    expect(JSON.parse(small.bytes.toString()).query).toBe('{ a }');
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['identity', (text: string) => Buffer.from(text)],
  ] as const)('responses may have the encoding %s', async (encoding, encode) => {
    const { transport, calls } = await open({ compression: { responses: true } }, ({ response }) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(encode('{"data":{"a":"ä"}}')),
    );
    expect(await ask(transport)).toEqual({ data: { a: 'ä' } });
    expect(calls[0]!.request.headers['accept-encoding']).toBe('br, gzip');
  });

  test('a response that decompresses to more than allowed is not read', async () => {
    const { transport } = await open(
      { compression: { responses: true }, maxBytes: 1_024 * 1_024 },
      ({ response }) =>
        response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync(`{"data":{"a":"${' '.repeat(2_000_000)}"}}`)),
    );
    await expect(ask(transport)).rejects.toMatchObject({
      message: 'The subgraph any returned more than 1 MiB, which is not read.',
    });
  });
});
