import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase, testConfig } from '@tributary/kit/testing';
import { runProgram } from '@tributary/test/support';
import { mastodon, type Platform } from '../../../test/upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../../../test/upstreams/stand-in.ts';
import * as moves from '../src/moves.ts';
import { type Bench, createBench, SETTINGS } from './support/bench.ts';

const WORKER = fileURLToPath(new URL('./support/worker.ts', import.meta.url));
const POSTS = 1_000;
const PROCESSES = 3;

let database: TestDatabase;
let bench: Bench;
let platform: Platform;
let server: StandIn;

beforeAll(async () => {
  database = await openTestDatabase();
  platform = mastodon();
  server = await startStandIn(platform);
  bench = createBench(database.database.pool, testConfig({ DATABASE_URL: database.url, ...SETTINGS }));
});
afterAll(async () => {
  await server.stop();
  await database.stop();
});

test('a thousand posts of one second are each sent once by three processes', async () => {
  const accountIds = [await bench.account('mastodon', { server: server.url, accessToken: 'good' })];
  const earlier = bench.mover(-60_000);
  const due = new Date(earlier.now.getTime() + 1_000);
  for (let number = 0; number < POSTS; number++)
    await moves.create(earlier, { body: `Post ${number}`, accountIds }, due);
  const ended = await Promise.all(
    Array.from({ length: PROCESSES }, () =>
      runProgram(process.execPath, [WORKER], {
        env: { ...SETTINGS, DATABASE_URL: database.url, LOG_LEVEL: 'silent' },
      }),
    ),
  );
  expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(Array(PROCESSES).fill([0, '']));
  const sent = server.calls.filter((path) => path === '/api/v1/statuses');
  expect(sent.length).toBe(POSTS);
  expect(new Set(platform.posts.map(({ text }) => text)).size).toBe(POSTS);
}, 300_000);
