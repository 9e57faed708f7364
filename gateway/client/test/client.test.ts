import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordEvents } from '@tributary/kit/events';
import { kyselyFor } from '@tributary/kit/postgres';
import { importPosts, startTestApp, type TestApp } from '@tributary/test/support';
import { chromium } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { findChromium } from '../../../test/support/browsers/index.ts';
import {
  AuthenticationError,
  type ClientOptions,
  communityPosts,
  createClient,
  createPost,
  GraphQLRequestError,
  InvalidSignatureError,
  NetworkError,
  postChanged,
  RateLimitError,
  verifyWebhook,
} from '../src/index.ts';

const SOURCES = fileURLToPath(new URL('../src', import.meta.url));
const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
/** More than two pages of the largest size. */
const POSTS = 210;

let app: TestApp;
let key: string;

beforeAll(async () => {
  app = await startTestApp();
  key = await app.key('native');
  await importPosts(
    app.database,
    app.workspaceId,
    Array.from({ length: POSTS }, (_, index) => ({
      url: `https://example.org/${index}`,
      title: `An open source CRM, number ${index}`,
      posted_at: new Date(Date.UTC(2026, 0, 1) + index * 1_000),
    })),
  );
}, 60_000);
afterAll(() => app.stop());

const client = (options: Partial<ClientOptions> = {}) =>
  createClient({ url: `${app.url}/`, key, wait: async () => {}, ...options });

async function collect<Item>(items: AsyncIterable<Item>, most = Number.POSITIVE_INFINITY): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) {
    found.push(item);
    if (found.length >= most) break;
  }
  return found;
}

/** A `fetch` whose first response is lost after the gateway has sent it. */
function losingFirst(): { readonly fetch: typeof fetch; readonly sent: () => number } {
  let sent = 0;
  return {
    sent: () => sent,
    fetch: async (...args) => {
      const response = await fetch(...args);
      sent += 1;
      if (sent > 1) return response;
      await response.text();
      throw new TypeError('fetch failed');
    },
  };
}

describe('GraphQL', () => {
  test('a list has the nodes of all pages', async () => {
    const all = await collect(client().list(communityPosts, { search: 'open source' }));
    expect(new Set(all.map(({ url }) => url)).size).toBe(POSTS);
    expect(all[0]!.analysis.score).toBeGreaterThanOrEqual(1);
  });

  test('a query is repeated after a lost response, a mutation is not', async () => {
    const reading = losingFirst();
    const { communityPosts: found } = await client({ fetch: reading.fetch }).execute(communityPosts, {
      first: 1,
    });
    expect([found!.nodes.length, reading.sent()]).toEqual([1, 2]);
    const writing = losingFirst();
    const sent = client({ fetch: writing.fetch }).execute(createPost, { input: { body: 'Once.' } });
    await expect(sent).rejects.toBeInstanceOf(NetworkError);
    expect(writing.sent()).toBe(1);
  });

  test('a subscription has results, and ends when its reader leaves', async () => {
    const { createPost: made } = await client().execute(createPost, { input: { body: 'A draft' } });
    const id = made!.__typename === 'PostCreated' ? made!.post.id : '';
    const [first] = await collect(client().subscribe(postChanged, { id }), 1);
    expect(first).toMatchObject({ postChanged: { id, status: 'DRAFT', targets: [] } });
  });

  test('errors have the code of the graph, and the data that was returned', async () => {
    const limited = await app.key('native', { scopes: ['mentions:read'] });
    const error = await client({ key: async () => limited })
      .execute(communityPosts, {})
      .catch((each) => each);
    expect(error).toBeInstanceOf(GraphQLRequestError);
    expect(error).toMatchObject({ code: 'FORBIDDEN_SCOPE', data: { communityPosts: null } });
  });
});

describe('REST', () => {
  test('lists by offset and by cursor', async () => {
    const posts = client()
      .rest('community-tracker')
      .list('GET /api-posts', {
        query: { keyword: 'open source', limit: 100 },
      });
    expect(new Set((await collect(posts)).map(({ url }) => url)).size).toBe(POSTS);
    const buzzabout = client().rest('buzzabout');
    for (const name of ['one', 'two', 'three']) await buzzabout.call('POST /v1/datasets', { body: { name } });
    const datasets = await collect(buzzabout.list('GET /v1/datasets', { query: { limit: 2 } }));
    expect(datasets.map(({ name }) => name).sort()).toEqual(['one', 'three', 'two']);
  });

  test('a POST with an Idempotency-Key is repeated and executed once', async () => {
    const { fetch, sent } = losingFirst();
    const api = client({ fetch }).rest('social-crm');
    const made = await api.call('POST /v1/posts', { body: { body: 'Exactly once.', account_ids: [] } });
    expect(sent()).toBe(2);
    const stored = await collect(api.list('GET /v1/posts', { query: { limit: 100 } }));
    expect(stored.filter(({ body }) => body === 'Exactly once.')).toEqual([
      expect.objectContaining({ id: made.id }),
    ]);
  });

  test('waits as long as the gateway asks, and gives up after the repetitions', async () => {
    const waits: number[] = [];
    const refused = () =>
      new Response('{"message":"Slow down."}', { status: 429, headers: { 'retry-after': '2' } });
    const responses = [refused(), Response.json({ data: [] })];
    const options = {
      fetch: async () => responses.shift() ?? refused(),
      wait: async (milliseconds: number) => void waits.push(milliseconds),
      retries: 1,
    };
    const call = () =>
      client(options)
        .rest('community-tracker')
        .call('GET /api-posts', { query: { keyword: 'x' } });
    expect(await call()).toEqual({ data: [] });
    const error = await call().catch((each) => each);
    expect(error).toBeInstanceOf(RateLimitError);
    expect([error.message, error.retryAfter, waits]).toEqual(['Slow down.', 2, [2_000, 2_000]]);
  });

  test('an invalid key is an AuthenticationError', async () => {
    const sent = client({ key: 'tk_live_wrong' })
      .rest('community-tracker')
      .call('GET /api-posts', {
        query: { keyword: 'x' },
      });
    await expect(sent).rejects.toBeInstanceOf(AuthenticationError);
    await expect(client({ url: 'http://127.0.0.1:1' }).execute(communityPosts)).rejects.toThrow(
      /^POST \/graphql got no response: /,
    );
  });
});

describe('events', () => {
  test('continue behind the last one after a lost connection', async () => {
    const db = kyselyFor<object>(app.database.database.pool, 'events', []);
    const subjects = ['first', 'second', 'third'];
    await recordEvents(
      { db, workspaceId: app.workspaceId },
      new Date(),
      subjects.map((accountId) => ({
        type: 'account.expired' as const,
        subject: accountId,
        payload: { accountId, message: 'Refused.' },
      })),
    );
    let connections = 0;
    const cutting: typeof fetch = async (...args) => {
      const response = await fetch(...args);
      connections += 1;
      if (connections > 1) return response;
      const reader = response.body!.getReader();
      // Only the first event reaches the client before the connection is cut.
      const { value } = await reader.read();
      await reader.cancel();
      const frame = new TextDecoder().decode(value).split(/(?<=\n\n)/)[0]!;
      return new Response(frame, { headers: response.headers });
    };
    const events = client({ fetch: cutting }).events({ since: '1h', types: ['account.expired'] });
    expect((await collect(events, 3)).map(({ subject }) => subject)).toEqual(subjects);
    expect(connections).toBe(2);
  });
});

describe('webhooks', () => {
  const secret = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;
  const body = JSON.stringify({ sequence: 1, type: 'post.failed', timestamp: '', subject: 'p', data: {} });
  const at = new Date('2026-05-04T09:00:00Z');
  const headersFor = (text: string) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(at.getTime() / 1_000),
    'webhook-signature': `v1,AAAA ${new Webhook(secret).sign('msg_1', at, text)}`,
  });

  test('are verified as Standard Webhooks signs them', async () => {
    expect(await verifyWebhook(body, headersFor(body), secret, at)).toEqual(JSON.parse(body));
    expect(await verifyWebhook(body, new Headers(headersFor(body)), secret, at)).toEqual(JSON.parse(body));
  });

  test.each([
    ['another body', `${body} `, headersFor(body), at],
    ['another time', body, headersFor(body), new Date(at.getTime() + 301_000)],
    ['no signature', body, {}, at],
  ])('with %s are rejected', async (_, text, headers, now) => {
    await expect(verifyWebhook(text, headers, secret, now)).rejects.toBeInstanceOf(InvalidSignatureError);
  });
});

describe('the package', () => {
  const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const read = (name: string) => readFileSync(join(SOURCES, name), 'utf8');

  test('imports nothing but its own files', () => {
    const imports = sources.flatMap((name) =>
      [...read(name).matchAll(/from '([^']+)'/g)].map(([, from]) => from!),
    );
    expect(imports.filter((from) => !from.startsWith('.'))).toEqual([]);
  });

  test('has less than 12 kB, compressed but not even minified', () => {
    const code = sources.map((name) => stripTypeScriptTypes(read(name)).replace(/\/\*\*[\s\S]*?\*\//g, ''));
    expect(gzipSync(code.join('\n').replace(/\n\s+/g, '\n')).length).toBeLessThan(12_000);
  });

  const examples = [...README.matchAll(/^## (.*)\n[\s\S]*?```ts\n([\s\S]*?)```/gm)];
  test.each(examples.map(([, title, code]) => [title!, code!]))('the example "%s" runs', async (_, code) => {
    const folder = await mkdtemp(join(tmpdir(), 'client-example-'));
    const file = join(folder, 'example.ts');
    await writeFile(file, code.replaceAll('@tributary/client', join(SOURCES, 'index.ts')));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    Object.assign(process.env, { TRIBUTARY_URL: app.url, TRIBUTARY_API_KEY: key });
    const lines: unknown[][] = [];
    const { log, error } = console;
    Object.assign(console, {
      log: (...values: unknown[]) => lines.push(values),
      error: (...values: unknown[]) => lines.push(['error', ...values]),
    });
    try {
      const { handle } = (await import(file)) as { handle?: unknown };
      expect(lines.length > 0 || typeof handle === 'function').toBe(true);
      expect(lines.filter(([first]) => first === 'error')).toEqual([]);
    } finally {
      Object.assign(console, { log, error });
    }
  });

  const program = findChromium();
  (program ? test : test.skip)('the examples run in Chromium', async () => {
    const { url } = app;
    const files = new Map(sources.map((name) => [`/site/client/${name}`, stripTypeScriptTypes(read(name))]));
    for (const [index, [, , code]] of examples.entries())
      files.set(
        `/site/example-${index}.js`,
        stripTypeScriptTypes(code!).replaceAll('@tributary/client', '/site/client/index.ts'),
      );
    const browser = await chromium.launch({ executablePath: program!, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      // At the gateway's address: Chromium keeps other pages off the loopback network.
      const site = `${url}/site`;
      await page.route(`${site}/**`, (route) => {
        const body = files.get(new URL(route.request().url()).pathname);
        return body === undefined
          ? route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Examples</title>' })
          : route.fulfill({ contentType: 'text/javascript', body });
      });
      await page.goto(`${site}/`);
      const ran = await page.evaluate(
        async ({ total, env }) => {
          const results: string[] = [];
          Object.assign(globalThis, { process: { env } });
          for (let index = 0; index < total; index++) {
            let lines = 0;
            const count = () => {
              lines += 1;
            };
            // A tracker of this name exists by now, which the example reports as a failure.
            Object.assign(console, { log: count, error: count });
            const path = `/site/example-${index}.js`;
            const module = await import(path);
            results.push(lines > 0 || typeof module.handle === 'function' ? 'ran' : 'silent');
          }
          return results;
        },
        { total: examples.length, env: { TRIBUTARY_URL: url, TRIBUTARY_API_KEY: key, WEBHOOK_SECRET: '' } },
      );
      expect(ran).toEqual(examples.map(() => 'ran'));
    } finally {
      await browser.close();
    }
  });
});
