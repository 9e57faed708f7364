import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, openTestDatabase, silentLog, type TestDatabase } from '@tributary/kit/testing';
import { type Clock, PgBoss, systemClock } from 'pg-boss';
import { createLogger } from '../src/core/log.ts';
import { type BoundJob, type Jobs, startJobs } from '../src/subgraph/jobs.ts';

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

async function start(job: BoundJob, log = silentLog, clock = systemClock): Promise<Jobs> {
  const jobs = await startJobs(opened.database.pool, [job], log, clock);
  running.push(jobs);
  return jobs;
}

/** Counts a job's runs by state. */
async function states(name: string): Promise<Record<string, number>> {
  const { rows } = await opened.database.pool.query(
    'select state, count(*) as count from jobs.job where name = $1 group by state',
    [name],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Polls until the condition holds, because the queue polls on its own clock. */
function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  return eventually(async () => {
    if (!(await holds())) throw new Error('It never came to hold.');
  });
}

/**
 * Creates a job that waits to be released, and counts its runs and the maximum of concurrent ones.
 */
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

  test('queued by many instances runs once at a time, with at most one waiting', async () => {
    const { job, counts, release } = heldJob(newName());
    await start(job);
    await until(() => counts.runs === 1);
    for (let instance = 0; instance < 3; instance += 1) await start(job);
    expect(await states(job.name)).toEqual({ active: 1, created: 1 });
    release();
    await until(async () => (await states(job.name))['completed'] === 2);
    expect(counts).toEqual({ runs: 2, now: 0, most: 1 });
  });

  test('that fails is logged and retried', async () => {
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
    // Skips the queue's pause before the next attempt.
    await opened.database.pool.query('update jobs.job set start_after = now() where name = $1', [name]);
    await until(async () => (await states(name))['completed'] === 1);
    expect(runs).toBe(2);
  });

  test('that was renamed executes what is queued under its former name, and loses that schedule', async () => {
    const [formerName, name] = [newName(), newName()];
    const former = await start({ name: formerName, schedule: '15 3 * * *', run: async () => {} });
    await former.send(formerName, { from: 'before' }, { startAfter: new Date(Date.now() + 3_600_000) });
    const seen: unknown[] = [];
    const run: BoundJob['run'] = async ({ data }) => void seen.push(data);
    await running.pop()!.stop();
    const jobs = await start({ name, formerName, run });
    await jobs.send(name, { from: 'now' });
    const { pool } = opened.database;
    await pool.query('update jobs.job set start_after = now() where name = $1', [formerName]);
    await until(() => seen.length === 2);
    expect(seen).toEqual(expect.arrayContaining([{ from: 'before' }, { from: 'now' }]));
    const { rows } = await pool.query('select cron from jobs.schedule where name = $1', [formerName]);
    expect(rows).toEqual([]);
  });

  test('that was renamed needs no former queue', async () => {
    const { job, counts, release } = heldJob(newName());
    release();
    await start({ ...job, formerName: newName() });
    await until(async () => (await states(job.name))['completed'] === 1);
    expect(counts.runs).toBe(1);
  });

  test('with a schedule is registered in UTC', async () => {
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

/**
 * Creates a system clock whose heartbeats the test triggers. They are due every 30 seconds, half
 * the time after which a job is considered dead.
 */
function heartbeats() {
  const beats = new Set<() => void>();
  const clock: Clock = {
    now: () => systemClock.now(),
    setTimeout: (work, milliseconds) => systemClock.setTimeout(work, milliseconds),
    clearTimeout: (timer) => systemClock.clearTimeout(timer),
    setInterval(work, milliseconds) {
      if (milliseconds !== 30_000) return systemClock.setInterval(work, milliseconds);
      beats.add(work);
      return work;
    },
    clearInterval(timer) {
      if (!beats.delete(timer as () => void)) systemClock.clearInterval(timer);
    },
  };
  return { clock, beat: () => Array.from(beats, (work) => work()), count: () => beats.size };
}

/** Looks for expired jobs, as every process does each minute. */
async function supervise(name: string): Promise<void> {
  const { pool } = opened.database;
  await pool.query('update jobs.queue set monitor_on = null, monitor_claim_on = null where name = $1', [
    name,
  ]);
  const boss = new PgBoss({
    schema: 'jobs',
    db: { executeSql: async (text: string, values?: unknown[]) => pool.query(text, values) as never },
    supervise: false,
    schedule: false,
  });
  await boss.start();
  await boss.supervise(name);
  await boss.stop({ graceful: false });
}

describe('a job that runs', () => {
  /** Backdates the active job by some seconds since its start or its last heartbeat. */
  const pass = (name: string, column: 'started_on' | 'heartbeat_on', seconds: number) =>
    opened.database.pool.query(
      `update jobs.job set ${column} = now() - make_interval(secs => $2) where name = $1 and state = 'active'`,
      [name, seconds],
    );
  const beatsSince = async (name: string, seconds: number) => {
    const { rows } = await opened.database.pool.query(
      `select heartbeat_on > now() - make_interval(secs => $2) as recent from jobs.job where name = $1`,
      [name, seconds],
    );
    return rows[0].recent as boolean;
  };
  /** Creates a job that records whether it was aborted. */
  function watchedJob() {
    const held = heldJob(newName());
    const signals: AbortSignal[] = [];
    const job: BoundJob = {
      ...held.job,
      run: async (options) => {
        signals.push(options.signal);
        await held.job.run(options);
      },
    };
    return { ...held, job, signals };
  }

  test('for hours is not started a second time while its heartbeat continues', async () => {
    const { job, counts, release } = watchedJob();
    const hearts = heartbeats();
    await start(job, silentLog, hearts.clock);
    await until(() => hearts.count() === 1);
    await pass(job.name, 'started_on', 12 * 3_600 - 60);
    for (let minute = 0; minute < 3; minute += 1) {
      await pass(job.name, 'heartbeat_on', 50);
      hearts.beat();
      await until(() => beatsSince(job.name, 40));
      await supervise(job.name);
    }
    expect([await states(job.name), counts.runs]).toEqual([{ active: 1 }, 1]);
    release();
    await until(async () => (await states(job.name))['completed'] === 1);
    expect(hearts.count()).toBe(0);
  });

  test.each([
    ['heart has not beaten for a minute', 'heartbeat_on', 55, 65],
    ['twelve hours are over', 'started_on', 12 * 3_600 - 60, 12 * 3_600 + 60],
  ] as const)('whose %s is begun again, and told to stop where it runs', async (_, column, alive, dead) => {
    const { job, counts, signals, release } = watchedJob();
    const hearts = heartbeats();
    await start(job, silentLog, hearts.clock);
    await until(() => hearts.count() === 1);
    await pass(job.name, column, alive);
    await supervise(job.name);
    expect(await states(job.name)).toEqual({ active: 1 });
    await pass(job.name, column, dead);
    await supervise(job.name);
    expect(await states(job.name)).toEqual({ retry: 1 });
    hearts.beat();
    await until(() => signals[0]!.aborted);
    // Skips the queue's pause before the next attempt.
    await opened.database.pool.query('update jobs.job set start_after = now() where name = $1', [job.name]);
    // pg-boss refreshes its list of active jobs only during supervision.
    await supervise(job.name);
    await start({ ...job, atStart: false });
    await until(() => counts.runs === 2);
    release();
    await until(async () => (await states(job.name))['completed'] === 1);
  });
});

test('a start that fails after the queue has started leaves nothing running: the process exits', async () => {
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

test('stopping waits for the running job', async () => {
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
