import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { chooseEncoding, compressResponses } from '../../src/http/compression.ts';

const LONG = { text: 'a text that is said again and again; '.repeat(100) };
const TEXT = JSON.stringify(LONG);

let app: FastifyInstance;
beforeAll(async () => {
  app = Fastify();
  compressResponses(app);
  app.get('/long', async () => LONG);
  app.get('/short', async () => ({ text: 'short' }));
  app.get('/stream', async (_, reply) => reply.type('application/json').send(Readable.from([TEXT])));
  app.get('/part', async (_, reply) => reply.code(206).type('text/plain').send(TEXT));
  app.get('/picture', async (_, reply) => reply.type('image/png').send(Buffer.alloc(5_000)));
  app.get('/encoded', async (_, reply) =>
    reply
      .type('text/plain')
      .header('content-encoding', 'gzip')
      .send(gzipSync(TEXT.repeat(300))),
  );
  app.get('/as-it-is', async (_, reply) =>
    reply.type('text/plain').header('cache-control', 'no-transform').send(TEXT),
  );
  app.get('/varying', async (_, reply) => reply.header('vary', 'Origin').send(LONG));
  app.get('/secret', { config: { compress: false } }, async () => LONG);
  await app.ready();
});
afterAll(() => app.close());

const get = (url: string, accept?: string, method: 'GET' | 'HEAD' = 'GET') =>
  app.inject({ method, url, headers: accept === undefined ? {} : { 'accept-encoding': accept } });

describe('a response', () => {
  test.each([
    ['gzip', 'gzip', gunzipSync],
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
  ] as const)('for Accept-Encoding "%s" is encoded by %s', async (accept, encoding, decode) => {
    const { headers, rawPayload } = await get('/long', accept);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['vary']).toBe('Accept-Encoding');
    expect(headers['content-length']).toBe(String(rawPayload.length));
    expect(rawPayload.length).toBeLessThan(TEXT.length / 5);
    expect(decode(rawPayload).toString()).toBe(TEXT);
  });

  test('adds Accept-Encoding to Vary, even if it is sent uncompressed', async () => {
    const { headers, payload } = await get('/long');
    expect([headers['content-encoding'], headers['vary'], payload]).toEqual([
      undefined,
      'Accept-Encoding',
      TEXT,
    ]);
    expect((await get('/varying', 'br')).headers['vary']).toBe('Origin, Accept-Encoding');
  });

  test('to HEAD has the headers of GET', async () => {
    const [head, whole] = [await get('/long', 'br', 'HEAD'), await get('/long', 'br')];
    expect(head.rawPayload).toHaveLength(0);
    for (const name of ['content-encoding', 'content-length', 'vary', 'content-type'])
      expect(head.headers[name]).toBe(whole.headers[name]);
  });

  test.each(['/short', '/stream', '/part', '/picture', '/as-it-is', '/secret'])(
    'of %s is not compressed',
    async (url) => {
      const { headers } = await get(url, 'gzip, br');
      expect([headers['content-encoding'], headers['vary']]).toEqual([undefined, undefined]);
    },
  );

  test('that is already encoded is not encoded again', async () => {
    const { headers, rawPayload } = await get('/encoded', 'gzip, br');
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(rawPayload).toString()).toBe(TEXT.repeat(300));
  });
});

test.each([
  [undefined, null],
  ['', null],
  ['identity', null],
  ['deflate', null],
  ['gzip;q=0', null],
  ['br;q=0, gzip;q=0.1', 'gzip'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['GZip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['*', 'br'],
  ['*;q=0', null],
  ['br;q=0, *', 'gzip'],
  ['identity, gzip;q=0.5', null],
  ['gzip ; q=0.4 , br ; q=0.4', 'br'],
  ['gzip;q=nonsense', null],
])('for Accept-Encoding %s the choice is %s', (accept, encoding) => {
  expect(chooseEncoding(accept)).toBe(encoding);
});
