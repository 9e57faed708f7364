import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openAccess } from '@tributary/gateway/access';
import { openTestDatabase, silentLog, type TestDatabase, testSecrets } from '@tributary/kit/testing';
import { runCommand } from '@tributary/test/support';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  const access = openAccess({
    pool: database.database.pool,
    log: silentLog,
    secrets: testSecrets,
    clock: Date.now,
  });
  await access.admin.createWorkspace('acme');
  await access.authenticator.stop();
});
afterAll(() => database.stop());

const env = () => ({ DATABASE_URL: database.url, TRIBUTARY_LISTENING: 'off' });
const run = (...args: string[]) => runCommand(args, { env: env() });
const trackers = (...args: string[]) => run('trackers', ...args, '--workspace', 'acme');

/** Runs a command with `--json`, and returns what it prints. */
async function call(...args: string[]) {
  const { code, stdout, stderr } = await trackers(...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

test('tributary retention sets, shows and clears a rule, and refuses what is none', async () => {
  const retention = (...args: string[]) => run('retention', ...args, '--workspace', 'acme');
  expect((await retention('set', '90')).stdout).toContain('are deleted 90 days after they were posted.');
  await retention('set', '7', '--platform', 'Hacker News');
  const { stdout } = await retention('clear', '--json');
  const { days, platforms } = JSON.parse(stdout);
  expect(days).toBeNull();
  expect(platforms).toContainEqual({
    platform: 'HACKERNEWS',
    days: 7,
    workspaceDays: 7,
    platformDays: null,
  });
  expect((await retention('show')).stdout).toMatch(/hackernews +7 days/);
  const [fraction, none, nowhere] = [
    await retention('set', '1.5'),
    await retention('set', '0'),
    await retention('set', '7', '--platform', 'myspace'),
  ];
  expect([fraction.code, none.code, nowhere.code]).toEqual([2, 2, 2]);
  expect(none.stderr).toContain('must be from 1 to 36500');
  expect(nowhere.stderr).toContain('unknown platform "myspace"');
});

describe('tributary trackers', () => {
  test('creates, lists, pauses, resumes and deletes a tracker, by its name or id', async () => {
    const { id } = await call(
      'create',
      'crm AND NOT jobs',
      '--name',
      'CRM',
      '--platforms',
      'reddit,Hacker News',
    );
    expect(await call('list')).toMatchObject([{ id, name: 'CRM', query: 'crm -jobs', status: 'ACTIVE' }]);
    expect(await call('pause', 'crm')).toMatchObject({ id, status: 'PAUSED' });
    expect(await call('resume', id)).toMatchObject({ id, status: 'ACTIVE' });
    const { stdout } = await trackers('list');
    expect(stdout).toContain('crm -jobs');
    expect(await call('delete', 'CRM')).toMatchObject({ id });
    expect(await call('list')).toEqual([]);
  });

  test('an invalid query points at the position', async () => {
    const { code, stderr } = await trackers('create', 'crm "open');
    expect(code).toBe(2);
    expect(stderr.split('\n').slice(1, 3)).toEqual(['  crm "open', expect.stringMatching(/^ {6}\^/)]);
  });

  test('previews a query', async () => {
    expect(await call('preview', 'crm -jobs')).toMatchObject({
      query: 'crm -jobs',
      count: 0,
      removedBy: [{ exclusion: '-jobs', count: 0 }],
      samples: [],
    });
  });

  test('estimates a backfill, and starts it', async () => {
    await call('create', 'erp', '--platforms', 'hackernews');
    const { estimate } = await call('backfill', 'erp', '--days', '30', '--estimate');
    expect(estimate).toMatchObject({ requests: 1, sources: ['HACKERNEWS'] });
    await call('backfill', 'erp');
    const [tracker] = await call('list');
    expect(tracker.backfill).toEqual({ searches: 1, finished: 0, matches: 0 });
  });

  test.each([
    [['create', 'x', '--platforms', 'myspace'], 'unknown platform "myspace"'],
    [['create', 'x', '--community', 'SaaS'], 'PLATFORM:NAME'],
    [['pause', 'nothing'], 'has no tracker "nothing"'],
    [['backfill', 'erp', '--days', 'many'], '--days must be a number'],
  ])('%j is refused with the reason', async (args, reason) => {
    const { code, stderr } = await trackers(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
  });
});

describe('tributary sources list', () => {
  test('shows every platform and what is missing', async () => {
    const { code, stdout } = await runCommand(['sources', 'list', '--json'], {
      env: { DATABASE_URL: database.url },
    });
    expect(code).toBe(0);
    const sources = JSON.parse(stdout) as { platform: string; state: string; problem: string | null }[];
    expect(sources.find(({ platform }) => platform === 'hackernews')).toMatchObject({
      state: 'waiting',
      problem: null,
    });
    for (const { state, problem } of sources) if (state === 'off') expect(problem).toMatch(/^It needs /);
    expect((await run('sources', 'list')).stdout).toContain('TRIBUTARY_LISTENING');
  });
});
