import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMetrics } from '@tributary/kit/host';
import { silentLog, temporaryFolder, testConfig } from '@tributary/kit/testing';
import { gatewayConfig } from '../../src/config/index.ts';
import { createServer, openConsole, registerConsole, registerHealth } from '../../src/http/index.ts';

const SCRIPT = `console.log(${JSON.stringify('x'.repeat(2_000))});`;
const INDEX =
  '<!doctype html><html lang="en"><head><base href="/"><title>T</title><script type="module" src="assets/index-B3fX.js"></script></head></html>';
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let folder: string;
let url: string;
let server: Awaited<ReturnType<typeof serve>>;

async function serve(files: string) {
  const metrics = createMetrics();
  const web = openConsole({ folder: files, publicUrl: () => 'https://example.org/social' });
  const app = await createServer({
    config: gatewayConfig(testConfig({})),
    log: silentLog,
    metrics,
    router: { prepare: () => null, rewrite: (_, path) => path },
    malformed: () => null as never,
    showPage: web.show,
    newId: () => 'an-id',
  });
  registerConsole(app, web);
  registerHealth(app, { metrics });
  app.get('/v1/known/:id', async (_, reply) => reply.callNotFound());
  return { app, url: await app.listen({ host: '127.0.0.1', port: 0 }) };
}

beforeAll(async () => {
  folder = await temporaryFolder('tributary-console-');
  await mkdir(join(folder, 'dist', 'assets'), { recursive: true });
  await writeFile(join(folder, 'dist', 'index.html'), INDEX);
  await writeFile(join(folder, 'dist', 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(folder, 'dist', 'assets', 'index-B3fX.js'), SCRIPT);
  await writeFile(join(folder, 'secret.txt'), 'secret');
  server = await serve(join(folder, 'dist'));
  url = server.url;
});
afterAll(async () => {
  await server.app.close();
  await rm(folder, { recursive: true });
});

describe('the page', () => {
  test.each(['/', '/inbox', '/trackers/123?tab=volume', '/signed-in?code=x'])(
    'is sent at %s to a browser, with the base of the public URL',
    async (path) => {
      const response = await fetch(url + path, { headers: HTML });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/html; charset=utf-8',
      ]);
      const text = await response.text();
      expect(text).toContain('<head><base href="/social/"><title>');
      expect(text.match(/<base/g)).toHaveLength(1);
    },
  );

  test('may load from the gateway only, with no inline script or style, and cannot be framed', async () => {
    const { headers } = await fetch(url, { headers: HTML });
    const policy = headers.get('content-security-policy')!;
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('may also send uploads to the storage that receives them', () => {
    const { headers } = openConsole({
      folder: import.meta.dirname,
      publicUrl: () => 'https://example.org',
      uploadOrigin: 'https://storage.example.org',
    });
    expect(headers['content-security-policy']).toContain("connect-src 'self' https://storage.example.org;");
  });

  test('is checked before each use, and not sent again while it is current', async () => {
    const first = await fetch(url, { headers: HTML });
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await fetch(url, { headers: { ...HTML, 'if-none-match': first.headers.get('etag')! } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test.each([
    ['/v1/nothing', HTML],
    ['/v1/known/1', HTML],
    ['/health/nothing', HTML],
    ['/assets/none.js', HTML],
    ['/inbox', { accept: 'application/json' }],
  ])('is not sent for %s with %j', async (path, headers) => {
    const response = await fetch(url + path, { headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });

  test('is not sent for another method', async () => {
    expect((await fetch(`${url}/inbox`, { method: 'POST', headers: HTML })).status).toBe(404);
    expect((await fetch(url, { method: 'POST', headers: HTML })).status).toBe(405);
  });
});

describe('the files', () => {
  test('of assets are immutable and compressed', async () => {
    const path = `${url}/assets/index-B3fX.js`;
    const plain = await fetch(path, { headers: { 'accept-encoding': 'identity' } });
    expect(await plain.text()).toBe(SCRIPT);
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const small = await fetch(path, { headers: { 'accept-encoding': 'br' } });
    expect(small.headers.get('content-encoding')).toBe('br');
    expect(Number(small.headers.get('content-length'))).toBeLessThan(SCRIPT.length / 10);
    const again = await fetch(path, { headers: { 'if-none-match': plain.headers.get('etag')! } });
    expect(again.status).toBe(304);
  });

  test('beside the page are sent to any caller', async () => {
    const { headers, status } = await fetch(`${url}/icon.svg`);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'image/svg+xml',
      'no-cache',
    ]);
  });

  test.each(['/assets/../../secret.txt', '/assets/%2e%2e/%2e%2e/secret.txt', '/..%2fsecret.txt'])(
    'outside the folder are not: %s',
    async (path) => {
      const response = await fetch(url + path);
      expect([response.status, await response.text()]).toEqual([404, expect.not.stringContaining('secret')]);
    },
  );
});

test('a console that has not been built says what to run; the build is served without a restart', async () => {
  const later = join(folder, 'later');
  const { app, url: address } = await serve(later);
  try {
    const missing = await fetch(address, { headers: HTML });
    expect([missing.status, await missing.text()]).toEqual([503, expect.stringContaining('npm run build')]);
    expect((await fetch(`${address}/inbox`, { headers: HTML })).status).toBe(404);
    await mkdir(later);
    await writeFile(join(later, 'index.html'), INDEX);
    expect((await fetch(`${address}/inbox`, { headers: HTML })).status).toBe(200);
  } finally {
    await app.close();
  }
});
