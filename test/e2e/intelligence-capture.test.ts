import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { recordedEvents } from '@tributary/kit/testing';
import {
  eventually,
  importPosts,
  runCommand,
  startTestApp,
  type TestApp,
  tributary,
} from '@tributary/test/support';
import { capture, createQuery } from '../support/intelligence.ts';

const PROGRAM = fileURLToPath(new URL('../../gateway/bin/tributary.js', import.meta.url));
const DAY = '2026-03-20';

/** Captures in other processes, concurrently or killed halfway. */
describe('tributary snapshots', () => {
  let app: TestApp;
  let id: string;
  let posts = 0;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    id = await createQuery(app, [{ name: 'Okapi' }, { name: 'Zebra' }]);
    await addPost('Okapi');
  });

  const env = () => ({ DATABASE_URL: app.database.url });
  const addPost = (title: string) =>
    importPosts(app.database, app.workspaceId, [
      { url: `https://example.org/${posts++}`, title, posted_at: new Date(`${DAY}T10:00:00Z`) },
    ]);
  /** Reads everything stored about the query. */
  const stored = async () =>
    (
      await app.database.database.pool.query(
        `select date, brands->0->'mentions' as okapi, brands->1->'mentions' as zebra, counts, summary
         from intelligence.snapshots where query_id = $1 order by date`,
        [id],
      )
    ).rows;

  /** Counts the statements that are writing snapshots. */
  const writing = async () =>
    (
      await app.database.database.pool.query(
        `select 1 from pg_stat_activity where datname = current_database() and state = 'active'
           and query like 'insert into%snapshots%'`,
      )
    ).rowCount;

  test('capture counts a day and prints the counts', async () => {
    const { code, stdout } = await runCommand(
      ['snapshots', 'capture', '--query', id, '--date', DAY, '--json'],
      {
        env: env(),
      },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      date: DAY,
      replaced: false,
      summary: expect.stringContaining('Okapi leads'),
    });
    expect(await stored()).toHaveLength(1);
    const brands = [
      { name: 'Okapi', mentions: expect.any(Number), percent: expect.any(Number) },
      { name: 'Zebra', mentions: expect.any(Number), percent: expect.any(Number) },
    ];
    expect((await recordedEvents(app.database, app.workspaceId)).at(-1)).toMatchObject({
      type: 'snapshot.captured',
      payload: { queryId: id, date: DAY, replaced: false, brands },
    });
  });

  test('backfill counts every day of a range, and replaces existing snapshots', async () => {
    await capture(app, id, '2026-03-18');
    const args = ['snapshots', 'backfill', '--query', id, '--from', '2026-03-15', '--to', DAY];
    const { code, stdout, stderr } = await runCommand([...args, '--workspace', 'ours'], { env: env() });
    expect(code).toBe(0);
    expect(stderr).toContain('5 of 6 done, next 2026-03-20');
    expect(stdout).toBe('Captured 6 of 6 days from 2026-03-15 to 2026-03-20: 5 new, 1 replaced.\n');
    expect(await stored()).toHaveLength(6);
  });

  test.each([
    [['capture', '--query', '00000000-0000-4000-8000-000000000000'], 1, 'No workspace has'],
    [['capture', '--query', 'x', '--date', '20.3.2026'], 2, '--date must be a date'],
    [['capture'], 2, 'required option'],
    [['backfill', '--query', 'x', '--from', '2026-03-02', '--to', '2026-03-01'], 2, 'and not after it'],
  ])('%j is refused', async (args, expected, message) => {
    const { code, stderr } = await runCommand(['snapshots', ...args], { env: env() });
    expect([code, stderr]).toEqual([expected, expect.stringContaining(message)]);
  });

  test('two processes and two requests that capture the same day leave one snapshot', async () => {
    const args = ['snapshots', 'capture', '--query', id, '--date', DAY];
    const ended = await Promise.all([
      tributary(args, { env: env() }),
      tributary(args, { env: env() }),
      capture(app, id, DAY),
      capture(app, id, DAY),
    ]);
    expect(ended.slice(0, 2)).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(await stored()).toHaveLength(1);
  });

  test('a process that is killed while it writes leaves the old snapshot or the new one', async () => {
    await capture(app, id, DAY);
    const [before] = await stored();
    await addPost('Zebra and okapi');
    const { pool } = app.database.database;
    const holder = await pool.connect();
    try {
      // The row is locked, so that the process blocks in the middle of replacing it.
      await holder.query('begin');
      await holder.query(
        'select 1 from intelligence.snapshots where workspace_id = $1 and query_id = $2 for update',
        [app.workspaceId, id],
      );
      const child = spawn(process.execPath, [PROGRAM, 'snapshots', 'capture', '--query', id, '--date', DAY], {
        env: { PATH: process.env['PATH'], ...env() },
      });
      // Not that it waits for a lock: on a cluster another node waits.
      await eventually(async () => expect(await writing()).toBe(1));
      child.kill('SIGKILL');
      await once(child, 'close');
    } finally {
      await holder.query('commit');
      holder.release();
    }
    // The statement may still complete after the kill; both outcomes are consistent.
    const after = { okapi: before.okapi + 1, zebra: before.zebra + 1 };
    await eventually(async () => expect(await writing()).toBe(0));
    const [row, ...others] = await stored();
    expect(others).toEqual([]);
    if (row.okapi === before.okapi) expect(row).toEqual(before);
    else {
      expect(row).toMatchObject(after);
      expect(row.counts).toMatchObject([{ count: after.okapi }, { count: after.zebra }]);
    }
    const { snapshot } = await capture(app, id, DAY);
    expect(snapshot.brands.map(({ mentions }: { mentions: number }) => mentions)).toEqual(
      Object.values(after),
    );
  });
});
