import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, silentLog, type TestDatabase } from '@tributary/kit/testing';
import { type BoundJob, type Jobs, startJobs } from '../src/jobs.ts';
import { createLogger } from '../src/log.ts';

let opened: TestDatabase;
const running: Jobs[] = [];
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterEach(async () => {
  for (const jobs of running.splice(0)) await jobs.stop();
});
afterAll(() => opened.stop());

const newName = () => `test.${randomBytes(4).toString('hex')}`;

async function start(job: BoundJob, log = silentLog): Promise<Jobs> {
  const jobs = await startJobs(opened.database.pool, [job], log);
  running.push(jobs);
  return jobs;
}

/** How many of a job's runs are in each state. */
async function states(name: string): Promise<Record<string, number>> {
  const { rows } = await opened.database.pool.query(
    'select state, count(*) as count from jobs.job where name = $1 group by state',
    [name],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Looks again until it holds: the queue is read by its own clock. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('It never came to hold.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A job that waits to be released, and counts its runs and how many went on at once. */
function heldJob(name: string) {
  const counts = { runs: 0, now: 0, most: 0 };
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const job: BoundJob = {
    name,
    atStart: true,
    async run() {
      counts.runs += 1;
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      await released;
      counts.now -= 1;
    },
  };
  return { job, counts, release };
}

describe('a job', () => {
  test('at start runs once', async () => {
    const { job, counts, release } = heldJob(newName());
    release();
    await start(job);
    await until(async () => (await states(job.name))['completed'] === 1);
    expect(counts.runs).toBe(1);
  });

  test('queued by many instances runs one at a time, with one waiting at most', async () => {
    const { job, counts, release } = heldJob(newName());
    await start(job);
    await until(() => counts.runs === 1);
    for (let instance = 0; instance < 3; instance += 1) await start(job);
    expect(await states(job.name)).toEqual({ active: 1, created: 1 });
    release();
    await until(async () => (await states(job.name))['completed'] === 2);
    expect(counts).toEqual({ runs: 2, now: 0, most: 1 });
  });

  test('that fails is logged and tried again', async () => {
    const name = newName();
    const lines: string[] = [];
    let runs = 0;
    const run = async () => {
      runs += 1;
      if (runs === 1) throw new Error('the first time');
    };
    await start(
      { name, atStart: true, run },
      createLogger('error', { write: (line: string) => void lines.push(line) }),
    );
    await until(async () => (await states(name))['retry'] === 1);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { job: name, msg: 'job failed', err: { message: 'the first time' } },
    ]);
    // The pause before the next try is the queue's; the test passes over it.
    await opened.database.pool.query('update jobs.job set start_after = now() where name = $1', [name]);
    await until(async () => (await states(name))['completed'] === 1);
    expect(runs).toBe(2);
  });

  test('by the clock is registered in UTC', async () => {
    const name = newName();
    await start({ name, schedule: '15 3 * * *', run: async () => {} });
    const { rows } = await opened.database.pool.query(
      'select cron, timezone from jobs.schedule where name = $1',
      [name],
    );
    expect(rows).toEqual([{ cron: '15 3 * * *', timezone: 'UTC' }]);
    expect(await states(name)).toEqual({});
  });
});

test('a start that fails after the queue has begun leaves nothing running: the process ends', async () => {
  const script = new URL('./fixtures/failed-start-child.ts', import.meta.url);
  const env = { ...process.env, DATABASE_URL: opened.url };
  const child = spawn(process.execPath, [fileURLToPath(script)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'exit');
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('got value: every') });
}, 30_000);

test('stopping waits for the job that is running', async () => {
  const { job, counts, release } = heldJob(newName());
  const jobs = await start(job);
  await until(() => counts.runs === 1);
  let stopped = false;
  const stopping = jobs.stop().then(() => {
    stopped = true;
  });
  await states(job.name);
  expect(stopped).toBe(false);
  release();
  await stopping;
  expect(counts.now).toBe(0);
  expect(await states(job.name)).toEqual({ completed: 1 });
});
