import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { eventually } from '@tributary/test/support';
import { mastodon, type Platform } from '../../../../test/upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../../../../test/upstreams/stand-in.ts';
import * as transitions from '../../src/posts/transitions.ts';
import { type Bench, openBench, SETTINGS } from '../support/bench.ts';

const WORKER = fileURLToPath(new URL('../support/worker.ts', import.meta.url));
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
  bench = openBench(database);
});
afterAll(async () => {
  await server.stop();
  await database.stop();
});

/** Starts a process that delivers until its channel closes; resolves once it is polling. */
async function startWorker(): Promise<ChildProcess> {
  const worker = fork(WORKER, [], { env: { ...SETTINGS, DATABASE_URL: database.url, LOG_LEVEL: 'silent' } });
  await once(worker, 'message');
  return worker;
}

/** Schedules posts in the far future; a few in parallel, each series sequential. */
async function schedule(accountIds: string[]): Promise<void> {
  const transition = bench.transition();
  const at = new Date(transition.now.getTime() + 86_400_000);
  const bodies = Array.from({ length: POSTS }, (_, number) => `Post ${number}`).values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const body of bodies) await transitions.create(transition, { body, accountIds }, at);
    }),
  );
}

/** Returns the number of published targets and the time of the latest. */
async function published(): Promise<{ count: number; last: Date }> {
  const { rows } = await database.database.pool.query(
    `select count(*)::int as count, max(published_at) as last from publishing.targets where status = 'published'`,
  );
  return rows[0];
}

test('a thousand posts of one second are each sent once by three processes', async () => {
  await schedule([await bench.account('mastodon', { server: server.url, accessToken: 'good' })]);
  const workers = await Promise.all(Array.from({ length: PROCESSES }, startWorker));
  // Due only now, so that neither creating posts nor starting processes is measured.
  const due = new Date(Date.now() + 1_000);
  await database.database.pool.query('update publishing.deliveries set due_at = $1', [due]);
  await eventually(async () => expect((await published()).count).toBe(POSTS), 240);
  const seconds = ((await published()).last.getTime() - due.getTime()) / 1_000;
  process.stderr.write(`${POSTS} posts by ${PROCESSES} processes: the last ${seconds} s after its time.\n`);
  for (const worker of workers) worker.disconnect();
  const ended = await Promise.all(workers.map((worker) => once(worker, 'exit')));
  expect(ended.map(([code]) => code)).toEqual(Array(PROCESSES).fill(0));
  const sent = server.calls.filter((path) => path === '/api/v1/statuses');
  expect(sent.length).toBe(POSTS);
  expect(new Set(platform.posts.map(({ text }) => text)).size).toBe(POSTS);
}, 300_000);
