import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rawHttp, startTestApp, type TestApp } from '@tributary/test/support';

let app: TestApp;
let key: string;
beforeAll(async () => {
  // Without the console, the root redirects.
  app = await startTestApp({ settings: { TRIBUTARY_CONSOLE: 'off' } });
  key = await app.key('community-tracker');
});
afterAll(() => app.stop());

/** Sends the raw lines of a request; returns the status and body of the response. */
async function send(...lines: string[]): Promise<{ status: number; json: unknown }> {
  const answer = await rawHttp(app.url, [...lines, '', ''].join('\r\n'));
  const [head, body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head!.split(' ')[1]), json: JSON.parse(body || 'null') };
}

const HOST = 'Host: gateway.example.org';
const CLOSE = 'Connection: close';

describe('a target in absolute form', () => {
  test.each(['http', 'HTTPS'])('is answered like its path (%s)', async (scheme) => {
    const at = (target: string) =>
      send(`GET ${target} HTTP/1.1`, HOST, `X-API-Key: ${key}`, CLOSE).then(({ status, json }) => [
        status,
        json,
      ]);
    for (const path of [
      '/api-posts?keyword=x',
      '/health/live',
      '/nothing-here',
      '/graphql?query={__typename}',
    ])
      if (!path.startsWith('/nothing'))
        expect(await at(`${scheme}://gateway.example.org${path}`)).toEqual(await at(path));
    expect((await at(`${scheme}://gateway.example.org/nothing-here`))[0]).toBe(404);
  });

  test('has its own host, which overrides the Host header, and may have no path', async () => {
    const there = await send(
      'GET http://buzzabout.localhost/nothing HTTP/1.1',
      'Host: gateway.example.org',
      CLOSE,
    );
    expect(there).toMatchObject({ status: 404, json: { error_code: 'not_found' } });
    expect((await send('GET http://gateway.example.org HTTP/1.1', HOST, CLOSE)).status).toBe(302);
    expect((await send('GET http://gateway.example.org?a=b HTTP/1.1', HOST, CLOSE)).status).toBe(302);
  });
});

describe('a Host header', () => {
  test.each(['a b', 'a/b', 'a,b:80:90', 'a"b', 'user@host', '[::1', 'host:port', 'a\\b', '<x>', 'a:123456'])(
    'that is invalid (%s) is rejected',
    async (host) => {
      expect((await send('GET /health/live HTTP/1.1', `Host: ${host}`, CLOSE)).status).toBe(400);
    },
  );

  test.each([
    'localhost',
    'a.example.org:8080',
    '127.0.0.1:4000',
    '[::1]:4000',
    'xn--bcher-kva.example',
    'a_b',
    '',
  ])('that is valid (%s) is accepted', async (host) => {
    expect((await send('GET /health/live HTTP/1.1', `Host: ${host}`, CLOSE)).status).toBe(200);
  });

  test('that is sent twice is rejected in the envelope of the endpoint', async () => {
    const twice = await send('GET /api-posts?keyword=x HTTP/1.1', HOST, 'Host: other.example.org', CLOSE);
    expect(twice).toEqual({
      status: 400,
      json: { error: { code: 'MALFORMED_BODY', message: 'The request has more than one Host header.' } },
    });
  });
});

describe('a transfer coding', () => {
  const post = (coding: string, path = '/graphql') =>
    send(
      `POST ${path} HTTP/1.1`,
      HOST,
      CLOSE,
      'Content-Type: application/json',
      `Transfer-Encoding: ${coding}`,
      '',
      '1a',
      '{"query":"{ __typename }"}',
      '0',
    );

  test.each(['gzip, chunked', 'deflate, chunked', 'identity, chunked', 'chunked, chunked'])(
    'other than chunked is rejected: %s',
    async (coding) => {
      for (const path of ['/graphql', '/buzzabout/v1/mentions'])
        expect([path, (await post(coding, path)).status]).toEqual([path, 400]);
    },
  );

  test.each(['chunked', 'Chunked'])('%s is accepted', async (coding) => {
    expect(await post(coding)).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
  });
});
