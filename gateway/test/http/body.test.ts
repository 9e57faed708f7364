import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lengthOf, queryFault } from '@tributary/kit/text';
import Fastify, { type FastifyInstance } from 'fastify';
import { parseBodies } from '../../src/http/request/json-body.ts';

let app: FastifyInstance;
beforeAll(async () => {
  app = Fastify();
  parseBodies(app);
  app.post('/', async ({ body }) => ({ body: body ?? null }));
  app.delete('/', async ({ body }) => ({ body: body ?? null }));
  await app.ready();
});
afterAll(() => app.close());

const send = async (payload: Buffer | string, headers: Record<string, string> = {}) => {
  const answer = await app.inject({
    method: 'POST',
    url: '/',
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: answer.statusCode, json: answer.json() };
};

describe('a body', () => {
  test('that is empty counts as none, even with a JSON content type', async () => {
    for (const method of ['POST', 'DELETE'] as const) {
      const headers = { 'content-type': 'application/json' };
      for (const more of [{}, { 'content-length': '0' }]) {
        const answer = await app.inject({ method, url: '/', headers: { ...headers, ...more } });
        expect([answer.statusCode, answer.json()]).toEqual([200, { body: null }]);
      }
    }
  });

  test('that is not UTF-8 is rejected', async () => {
    for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xe9]]) {
      const text = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);
      const { status, json } = await send(text);
      expect([status, json.code, json.message]).toEqual([
        400,
        'MALFORMED_BODY',
        'The request body is not valid UTF-8.',
      ]);
    }
  });

  test.each(['{"a":"\\ud800"}', '{"a":["x",{"b":"\\udc00\\ud800"}]}', '{"\\uDBFF":1}', '"\\ud83dx"'])(
    'with a lone surrogate is rejected: %s',
    async (text) => {
      const { status, json } = await send(text);
      expect([status, json.code]).toEqual([400, 'MALFORMED_BODY']);
      expect(json.message).toContain('surrogate');
    },
  );

  test('preserves surrogate pairs, and backslashes before a u', async () => {
    const text = '{"a":"\\ud83d\\ude00 😀","b":"\\\\ud800","c":"\\u00e9"}';
    expect(await send(text)).toEqual({ status: 200, json: { body: { a: '😀 😀', b: '\\ud800', c: 'é' } } });
  });

  test('that is compressed is rejected by its encoding; identity is accepted', async () => {
    for (const encoding of ['gzip', 'BR', 'deflate, gzip', 'zstd']) {
      const { status, json } = await send('{}', { 'content-encoding': encoding });
      expect([status, json.code]).toEqual([415, 'UNSUPPORTED_ENCODING']);
    }
    expect((await send('{}', { 'content-encoding': 'identity' })).status).toBe(200);
  });

  test('that is not JSON or sets a prototype is rejected', async () => {
    for (const text of ['{', 'nonsense', '{"__proto__":{"x":1}}'])
      expect((await send(text)).status).toBe(400);
  });
});

test('query parameters are percent-encoded UTF-8 without NUL', () => {
  for (const url of [
    '/',
    '/?',
    '/?a=b',
    '/?a=%C3%A9',
    '/?a=100%25',
    '/?%F0%9F%98%80=%20',
    '/%zz',
    '/?a=%2500',
    '/?a=100%',
    '/?a=%zz',
    '/?b=1&a=%4',
    '/?a%=1',
  ])
    expect([url, queryFault(url)]).toEqual([url, null]);
  for (const url of [
    '/?a=%E9',
    '/?a=%FF',
    '/?a=%ED%A0%80',
    '/?a=%C3%28',
    '/?a=%%FF',
    '/?b&a=%ed%a0%bd%ed%b8%80',
  ])
    expect([url, queryFault(url)]).toEqual([url, { parameter: 'a', expected: 'percent-encoded UTF-8' }]);
  expect(queryFault('/?a=b%00')).toEqual({ parameter: 'a', expected: 'text without the character NUL' });
});

test('the length of a text is its number of code points', () => {
  for (const text of ['', 'abc', 'é', '😀', 'a😀b😀', '\ud800', '\udc00\ud800', '👨‍👩‍👧'])
    expect(lengthOf(text)).toBe([...text].length);
});
