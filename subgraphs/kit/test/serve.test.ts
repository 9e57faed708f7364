import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  openTestDatabase,
  silentLog,
  type TestDatabase,
  testConfig,
  testPrincipal,
} from '@tributary/kit/testing';
import { SignJWT } from 'jose';
import { createLogger } from '../src/core/log.ts';
import { PRINCIPAL_HEADER, signPrincipal } from '../src/core/principal.ts';
import { type ServedSubgraph, startSubgraph } from '../src/host/serve.ts';
import { testSubgraph } from './fixtures/test-subgraph.ts';

const SECRET = 'a secret of the test that is long enough';
const principal = testPrincipal(randomUUID(), { scopes: ['secret:read', 'a:write'] });

let opened: TestDatabase;
let served: ServedSubgraph;
const lines: string[] = [];
beforeAll(async () => {
  opened = await openTestDatabase({ SUBGRAPH_SECRET: SECRET });
  const log = createLogger('error', { write: (line: string) => void lines.push(line) });
  served = await startSubgraph(testSubgraph, opened.config, log);
});
afterAll(async () => {
  await served.stop();
  await opened.stop();
});

async function post(token: string | null, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(served.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { [PRINCIPAL_HEADER]: token }),
      ...headers,
    },
    body: JSON.stringify({ query }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it has asked for
  return { status: response.status, body: (await response.json()) as any };
}

const signed = () => signPrincipal(principal, 'test_subgraph', SECRET);
const token = (changes: (jwt: SignJWT) => SignJWT, secret = SECRET, alg = 'HS256') =>
  changes(new SignJWT({ principal: { ...principal } }).setProtectedHeader({ alg })).sign(
    new TextEncoder().encode(secret),
  );
const fine = (jwt: SignJWT) => jwt.setAudience('test_subgraph').setIssuedAt().setExpirationTime('60s');

describe('a served subgraph answers 401', () => {
  const strangers: [name: string, header: () => Promise<string | null>][] = [
    ['without a principal', async () => null],
    ['to an empty one', async () => ''],
    ['to nonsense', async () => 'nonsense'],
    ['to one for another subgraph', () => signPrincipal(principal, 'posts', SECRET)],
    ['to one of another secret', () => signPrincipal(principal, 'test_subgraph', `${SECRET}!`)],
    [
      'to one that has expired',
      () =>
        token((jwt) =>
          jwt.setAudience('test_subgraph').setExpirationTime(Math.floor(Date.now() / 1_000) - 1),
        ),
    ],
    ['to one signed by another algorithm', () => token(fine, SECRET.repeat(2), 'HS512')],
    ['to one without an audience', () => token((jwt) => jwt.setExpirationTime('60s'))],
    [
      'to one whose signature is changed',
      async () =>
        (await signed()).replace(/\.([^.]+)$/, (_, sign: string) => `.${[...sign].reverse().join('')}`),
    ],
    [
      'to one whose content is changed',
      async () => {
        const [head, , sign] = (await signed()).split('.');
        const payload = {
          principal: { ...principal, internal: true },
          aud: 'test_subgraph',
          exp: 9_999_999_999,
        };
        return [head, Buffer.from(JSON.stringify(payload)).toString('base64url'), sign].join('.');
      },
    ],
    [
      'to one that is not signed at all',
      async () => {
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
        return `${part({ alg: 'none' })}.${part({ principal, aud: 'test_subgraph', exp: 9_999_999_999 })}.`;
      },
    ],
  ];

  test.each(strangers)('%s', async (_, header) => {
    const { status, body } = await post(await header(), '{ open }');
    expect(status).toBe(401);
    expect(body).toEqual({
      errors: [
        {
          message: 'This subgraph accepts requests of its gateway only.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });
  });
});

describe('a served subgraph', () => {
  test('answers its gateway', async () => {
    expect(await post(await signed(), '{ open secret { text } }')).toEqual({
      status: 200,
      body: { data: { open: 'open', secret: { text: 'secret 1' } } },
    });
  });

  test('accepts an anonymous caller from the gateway', async () => {
    const { body } = await post(await signPrincipal(null, 'test_subgraph', SECRET), '{ open signedIn }');
    expect(body.data).toEqual({ open: 'open', signedIn: null });
    expect(body.errors).toMatchObject([{ path: ['signedIn'], extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('works in the workspace of the principal', async () => {
    const { body } = await post(await signed(), 'mutation { addName(name: "one") }');
    expect(body.data).toEqual({ addName: ['one'] });
    const other = await signPrincipal(testPrincipal(randomUUID()), 'test_subgraph', SECRET);
    expect((await post(other, '{ names }')).body.data).toEqual({ names: [] });
  });

  test('returns its SDL for the composition of the graph', async () => {
    const { body } = await post(await signed(), '{ _service { sdl } }');
    expect(body.data._service.sdl).toContain('type Holder');
  });

  test('shows a TributaryError with its code', async () => {
    const { body } = await post(await signed(), '{ fails(how: "not found") }');
    expect(body.errors).toMatchObject([
      { message: 'Thing was not found.', extensions: { code: 'NOT_FOUND' } },
    ]);
  });

  test('masks any other error, and logs it with the request id', async () => {
    lines.length = 0;
    const { body } = await post(await signed(), '{ fails(how: "oddly") }', { 'x-request-id': 'req-42' });
    expect(body.errors).toMatchObject([
      { message: 'An unexpected error occurred.', extensions: { code: 'INTERNAL' } },
    ]);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { requestId: 'req-42', err: { message: expect.stringContaining('oddly') } },
    ]);
  });

  test('answers a document that is not of its schema with 400', async () => {
    const { status, body } = await post(await signed(), '{ nothing }');
    expect(status).toBe(400);
    expect(body.errors[0].message).toContain('Cannot query field "nothing"');
  });

  test('is live and ready', async () => {
    for (const path of ['live', 'ready']) {
      const response = await fetch(new URL(`/health/${path}`, served.url));
      expect([response.status, await response.json()]).toEqual([200, { status: path }]);
    }
  });
});

test('a subgraph is not served without a secret', async () => {
  await expect(
    startSubgraph(testSubgraph, testConfig({ DATABASE_URL: opened.url }), silentLog),
  ).rejects.toThrow('SUBGRAPH_SECRET is required');
});

test('a subgraph that cannot reach PostgreSQL is live and not ready', async () => {
  const own = await openTestDatabase({ SUBGRAPH_SECRET: SECRET });
  const lonely = await startSubgraph(testSubgraph, own.config, silentLog);
  // Stops the database while the subgraph is running.
  await own.stop();
  const status = async (path: string) => (await fetch(new URL(`/health/${path}`, lonely.url))).status;
  expect([await status('live'), await status('ready')]).toEqual([200, 503]);
  await lonely.stop().catch(() => {});
});

test('a subgraph that stops finishes its requests, and accepts no more', async () => {
  const own = await openTestDatabase({ SUBGRAPH_SECRET: SECRET });
  const stopping = await startSubgraph(testSubgraph, own.config, silentLog);
  // Locks the table, so that the request is still waiting when the subgraph stops.
  const holder = await own.database.pool.connect();
  await holder.query('begin; lock table test_subgraph.things in access exclusive mode');
  const headers = { 'content-type': 'application/json', [PRINCIPAL_HEADER]: await signed() };
  const answer = fetch(stopping.url, { method: 'POST', headers, body: '{"query":"{ names }"}' });
  const waiting =
    "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  while ((await own.database.pool.query(waiting)).rows[0].count === 0);
  const stopped = stopping.stop();
  await holder.query('commit');
  holder.release();
  expect(await (await answer).json()).toEqual({ data: { names: [] } });
  await stopped;
  await expect(fetch(stopping.url)).rejects.toThrow();
  await own.stop();
});
