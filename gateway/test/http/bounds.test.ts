import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '@tributary/kit/host';
import { eventually, http, startTestApp, type TestApp } from '@tributary/test/support';

const TIMEOUT = 2_000;
const RATE = 1_000;
const MOST = 3;

let app: TestApp;
let key: string;

beforeAll(async () => {
  app = await startTestApp({
    settings: {
      HTTP_HEADERS_TIMEOUT_MS: String(TIMEOUT),
      HTTP_REQUEST_TIMEOUT_MS: String(TIMEOUT),
      HTTP_UPLOAD_BYTES_PER_SECOND: String(RATE),
      KEY_MAX_CONCURRENT: '1000',
    },
  });
  key = await app.key('native');
});
afterAll(() => app.stop());

/**
 * Opens a connection that sends `first` and then one piece at a time until it is closed; returns
 * everything received.
 */
function trickle(first: string, piece: string, every: number): Promise<string> {
  const { hostname, port } = new URL(app.url);
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket: Socket = connect(Number(port), hostname, () => socket.write(first));
  const sending = setInterval(() => piece && socket.writable && socket.write(piece), every);
  let received = '';
  socket.setEncoding('utf8').on('data', (text) => {
    received += text;
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    clearInterval(sending);
    resolve(received);
  });
  return promise;
}

const post = (path: string, length: number, more = '') =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${more}\r\n`;

describe('a slow-loris connection', () => {
  const dribbles: Record<string, () => [first: string, piece: string]> = {
    'nothing at all': () => ['', ''],
    headers: () => ['GET /graphql HTTP/1.1\r\nx: ', 'x'],
    'a body': () => [post('/graphql', 9_999, `x-api-key: ${key}\r\n`), ' '],
    'a body in chunks': () => [
      `POST /graphql HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\ntransfer-encoding: chunked\r\n\r\n`,
      '1\r\n \r\n',
    ],
    'the body of a request that is refused': () => [post('/v1/posts', 9_999), ' '],
    'a body to no address': () => [post('/nothing', 9_999), ' '],
    'a file': () => [post('/buzzabout/v1/datasets/x/runs', 9_999, `x-api-key: ${key}\r\n`), ' '],
    'a second request': () => ['GET /health/live HTTP/1.1\r\nhost: x\r\n\r\nGET /x HT', 'x'],
  };

  test('is closed, and 500 of them at once do not stop service', async () => {
    const names = Object.keys(dribbles);
    const closed = Array.from({ length: 500 }, (_, index) => {
      const [first, piece] = dribbles[names[index % names.length]!]!();
      return trickle(first, piece, 1_000);
    });
    let over = false;
    const all = Promise.all(closed).finally(() => {
      over = true;
    });
    let served = 0;
    while (!over) {
      expect((await http(app.url, '/graphql?query={__typename}', { key })).status).toBe(200);
      served++;
      // The key is limited to 600 requests a minute.
      await delay(50);
    }
    const answers = await all;
    expect(served).toBeGreaterThan(5);
    const answerTo = (name: string) => answers[names.indexOf(name)]!;
    expect(answerTo('headers')).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n.*"status":408\}$/s);
    expect(answerTo('a body')).toMatch(/^HTTP\/1\.1 408 /);
    expect(answerTo('a file')).toMatch(/^HTTP\/1\.1 408 /);
    expect(answerTo('the body of a request that is refused')).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('is closed within 10 seconds with the default settings', () => {
    const config = readConfig({});
    // Node checks every second, and allows another second to close the connection.
    expect(config.HTTP_HEADERS_TIMEOUT_MS).toBeLessThanOrEqual(8_000);
    expect(config.HTTP_REQUEST_TIMEOUT_MS).toBeLessThanOrEqual(8_000);
  });
});

describe('a slow but steady body', () => {
  const piece = ' '.repeat(RATE);
  // Twice the request timeout.
  const pieces = (TIMEOUT * 2) / 250;
  const send = async (path: string) => {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.setEncoding('utf8').on('data', (text) => {
      received += text;
    });
    socket.on('error', () => {});
    const closed = once(socket, 'close');
    socket.write(post(path, pieces * RATE, `x-api-key: ${key}\r\nconnection: close\r\n`));
    for (let sent = 0; sent < pieces && socket.writable && received === ''; sent++) {
      socket.write(piece);
      await delay(250);
    }
    await closed;
    return received;
  };

  test('is accepted by endpoints for files only', async () => {
    const [file, other] = await Promise.all([send('/buzzabout/v1/datasets/x/runs'), send('/graphql')]);
    // Whitespace is not JSON, which shows only after the whole body has arrived.
    expect(file).toMatch(/^HTTP\/1\.1 400 .*"error_code":"bad_request"/s);
    expect(other).toMatch(/^HTTP\/1\.1 408 /);
  });
});

/** A request to each endpoint, and the error code in its envelope. */
const ENDPOINTS = [
  ['/community-tracker/api-posts?keyword=x', (json: Envelope) => json.error.code],
  ['/creator-tracking/v1/ping', (json: Envelope) => json.ok],
  ['/social-crm/v1/posts', (json: Envelope) => json.error.code],
  ['/xtracker/v1/posts', (json: Envelope) => json.code],
  ['/buzzabout/v1/datasets', (json: Envelope) => json.error_code],
  ['/graphql?query={trackers{id}}', (json: Envelope) => json.errors[0].extensions.code],
] as const;
// biome-ignore lint/suspicious/noExplicitAny: six different envelopes
type Envelope = any;

const requestAll = (to: TestApp, key: string) =>
  Promise.all(ENDPOINTS.map(([path]) => http(to.url, path, { key })));
const envelopes = (responses: { json: unknown }[]) =>
  responses.map(({ json }, index) => ENDPOINTS[index]![1](json as Envelope));

describe('a process with low limits', () => {
  let small: TestApp;
  let native: string;
  beforeAll(async () => {
    small = await startTestApp({
      settings: { SHED_EVENT_LOOP_DELAY_MS: '150', KEY_MAX_CONCURRENT: String(MOST) },
    });
    native = await small.key('native');
    await eventually(serves);
  });
  afterAll(() => small.stop());

  let onTestEnd = async () => {};
  afterEach(async () => {
    await onTestEnd();
    onTestEnd = async () => {};
  });

  const serves = async () => {
    expect((await http(small.url, ENDPOINTS[5][0], { key: native })).status).toBe(200);
  };

  test('a key has a maximum of concurrent requests; every endpoint rejects one more with 429 and does not count it', async () => {
    const blocker = await small.database.database.pool.connect();
    const unlock = () => blocker.query('rollback');
    onTestEnd = async () => {
      await unlock();
      blocker.release();
    };
    await blocker.query('begin; lock table posts.trackers in access exclusive mode');
    const waiting = Array.from({ length: MOST }, () => http(small.url, ENDPOINTS[5][0], { key: native }));
    await eventually(async () => {
      const { rows } = await blocker.query('select from pg_locks where not granted');
      expect(rows).toHaveLength(MOST);
    });
    const refused = await requestAll(small, native);
    expect(refused.map(({ status }) => status)).toEqual(ENDPOINTS.map(() => 429));
    expect(envelopes(refused)).toEqual([
      'RATE_LIMIT_EXCEEDED',
      false,
      'rate_limited',
      'rate_limit_exceeded',
      'too_many_requests',
      'RATE_LIMITED',
    ]);
    for (const { headers } of refused) {
      expect(headers['retry-after']).toBe('1');
      expect(headers['x-ratelimit-limit']).toMatch(/^\d+$/);
    }
    expect(refused[0]!.headers['x-ratelimit-remaining']).toBe(refused[0]!.headers['x-ratelimit-limit']);
    const other = await small.key('native');
    expect((await http(small.url, '/graphql?query={__typename}', { key: other })).status).toBe(200);
    await unlock();
    for (const { status } of await Promise.all(waiting)) expect(status).toBe(200);
    await eventually(serves);
  });

  /** Blocks the event loop while `work` runs, apart from single turns. */
  async function whileBusy<Result>(work: () => Promise<Result>): Promise<Result> {
    let over = false;
    const working = work().finally(() => {
      over = true;
    });
    while (!over) {
      for (const until = performance.now() + 300; performance.now() < until; );
      await turn();
    }
    return working;
  }

  test('under overload every endpoint responds 503, health and metrics still work, and service resumes afterwards', async () => {
    await whileBusy(() =>
      eventually(async () => {
        const responses = await requestAll(small, native);
        expect(responses.map(({ status }) => status)).toEqual(ENDPOINTS.map(() => 503));
        expect(envelopes(responses)).toEqual([
          'SERVICE_UNAVAILABLE',
          false,
          'service_unavailable',
          'server_error',
          'service_unavailable',
          'OVERLOADED',
        ]);
        for (const { headers } of responses) expect(headers['retry-after']).toBe('1');
        const own = await Promise.all(
          ['/health/live', '/health/ready', '/metrics'].map((path) => http(small.url, path)),
        );
        expect(own.map(({ status }) => status)).toEqual([200, expect.any(Number), 200]);
        // It may not be ready, but must respond with its own body.
        expect(own[1]!.json).toHaveProperty('postgres');
        expect((await http(small.url, '/nothing')).status).toBe(503);
      }),
    );
    await eventually(serves);
  });
});
