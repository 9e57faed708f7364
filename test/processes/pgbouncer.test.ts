import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp } from '@tributary/gateway';
import { followChanges } from '@tributary/gateway/access';
import { openDatabase } from '@tributary/kit/postgres';
import { openTestDatabase, silentLog, type TestDatabase, testConfig } from '@tributary/kit/testing';
import { posts } from '@tributary/posts';
import { eventually, fillWithDemo, startTestApp, type TestApp } from '@tributary/test/support';
import pg from 'pg';
import { hasPgBouncer, type PgBouncer, type PoolMode, startPgBouncer } from '../support/pgbouncer.ts';
import { lostOrDoubled, reportOutage, undocumented, writePosts } from '../support/writers.ts';

const describeIf = hasPgBouncer ? describe : describe.skip;
const missing = hasPgBouncer ? '' : ', which this machine does not have';

const SETTINGS = { DATABASE_POOL: '4' };
const TIMEOUTS = ['statement_timeout', 'idle_in_transaction_session_timeout'];

/** Lets sessions of a database begin with timeouts, as the start asks for in transaction mode. */
async function setTimeouts({ database, url }: TestDatabase): Promise<void> {
  const { username, pathname } = new URL(url);
  for (const name of TIMEOUTS)
    await database.pool.query(
      `alter role "${username}" in database "${pathname.slice(1)}" set ${name} = '30s'`,
    );
}

describeIf.each(['session', 'transaction'] as PoolMode[])(`behind PgBouncer in %s mode${missing}`, (mode) => {
  let direct: TestApp;
  let app: TestApp;
  let bouncer: PgBouncer;
  let settings: Record<string, string>;
  let key: string;
  beforeAll(async () => {
    direct = await startTestApp();
    const { url } = direct.database;
    if (mode === 'transaction') await setTimeouts(direct.database);
    bouncer = await startPgBouncer(url, mode);
    settings = {
      ...SETTINGS,
      DATABASE_URL: bouncer.through(url),
      ...(mode === 'transaction' ? { DATABASE_DIRECT_URL: url } : {}),
    };
    app = await startTestApp({ settings, beside: direct });
    key = await app.key('native');
    await fillWithDemo(direct, posts, direct.workspaceId, new Date('2026-04-02T00:00:00Z'));
  });
  afterAll(async () => {
    await app?.stop();
    await bouncer?.kill();
    await direct?.stop();
  });

  const rows = async (text: string) => (await direct.database.database.pool.query(text)).rows;

  test('queries and mutations of every subgraph are executed', async () => {
    const answer = await app.graphql(
      `{ communityPosts(first: 3) { totalCount nodes { id } } datasets(first: 3) { nodes { id } }
         intelligenceQueries(first: 3) { nodes { id } } posts(first: 3) { nodes { id } }
         viewer { workspace { name } } }`,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.communityPosts.totalCount).toBeGreaterThan(0);
    const created = await app.graphql(
      'mutation { createPost(input: { body: "through a pooler" }) { __typename } }',
    );
    expect(created.errors).toBeUndefined();
    expect(await rows('select body from publishing.posts')).toEqual([{ body: 'through a pooler' }]);
  });

  test('changes of credentials are received by a direct connection only', async () => {
    const changes = (url: string) => {
      const connections = new pg.Pool({ connectionString: url, max: 1 });
      return { connections, changes: followChanges(connections, silentLog, () => {}) };
    };
    const ending = new AbortController();
    const all = [bouncer.through(direct.database.url), direct.database.url].map(changes);
    const runs = all.map(({ changes }) =>
      changes.job.run({ data: {}, signal: ending.signal, lastAttempt: true }),
    );
    const [pooled, straight] = all.map(({ changes }) => changes);
    await eventually(async () => expect(straight!.completeSince(performance.now())).toBe(true));
    await eventually(async () =>
      expect(
        await rows("select 1 from pg_stat_activity where query like 'select pg_backend_pid%'"),
      ).not.toEqual([]),
    );
    const complete = pooled!.completeSince(performance.now());
    ending.abort();
    await Promise.all(runs);
    await Promise.all(all.map(({ connections }) => connections.end()));
    expect(complete).toBe(false);
  });

  test('jobs run', async () => {
    const count = async () =>
      (await rows("select count(*) as count from jobs.job where state = 'completed'"))[0].count;
    await eventually(async () => expect(await count()).toBeGreaterThan(0));
  });

  test('every connection has the timeouts and the time zone', async () => {
    const database = await openDatabase(testConfig(settings), silentLog);
    const clients = await Promise.all([1, 2, 3, 4].map(() => database.pool.connect()));
    const shown = ['timezone', ...TIMEOUTS].map((name) => `current_setting('${name}')`).join(', ');
    const values = await Promise.all(
      clients.map(async (client) => {
        await client.query('begin');
        return Object.values((await client.query(`select array[${shown}] as values`)).rows[0]);
      }),
    );
    expect(values).toEqual(clients.map(() => [['UTC', '30s', '30s']]));
    for (const client of clients) client.release(true);
    await database.stop();
  });

  test('a request whose caller is gone ends in PostgreSQL too', async () => {
    const waiting = () =>
      rows(
        `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
    const blocker = await direct.database.database.pool.connect();
    try {
      await blocker.query('begin; lock table posts.community_posts in access exclusive mode');
      const { hostname, port } = new URL(app.url);
      const socket = connect(Number(port), hostname, () =>
        socket.write(`GET /api-posts?keyword=x HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\n\r\n`),
      );
      await eventually(async () => expect(await waiting()).not.toEqual([]));
      socket.destroy();
      await eventually(async () => expect(await waiting()).toEqual([]));
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  });

  test('a second gateway starts, because no session lock is left behind', async () => {
    const second = await startTestApp({ settings, beside: direct });
    expect((await second.graphql('{ viewer { workspace { name } } }')).errors).toBeUndefined();
    await second.stop();
    const locks = `select 1 from pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())`;
    await eventually(async () => expect(await rows(locks)).toEqual([]));
  });

  test('PgBouncer is killed with -9 under writes and started: each acknowledged write is stored once', async () => {
    const isAnswered = async () =>
      (await app.graphql('{ communityPosts(first: 1) { totalCount } }')).errors === undefined;
    expect(await isAnswered()).toBe(true);
    const keys = await Promise.all([1, 2, 3].map(() => app.key('social-crm')));
    const writing = writePosts(() => app.url, keys.slice(1));
    await eventually(async () => expect(writing.acknowledged.size).toBeGreaterThan(15));
    await bouncer.kill();
    expect(await isAnswered()).toBe(false);
    await bouncer.start();
    const before = writing.acknowledged.size;
    await eventually(async () => expect(writing.acknowledged.size).toBeGreaterThan(before + 15));
    await eventually(async () => expect(await isAnswered()).toBe(true));
    await writing.stop();
    reportOutage('PgBouncer killed and started', writing);
    expect(undocumented(writing)).toEqual([]);
    expect(await lostOrDoubled(app.url, keys[0]!, writing)).toEqual([]);
  });
});

describeIf(`the start behind PgBouncer in transaction mode${missing}`, () => {
  let database: TestDatabase;
  let bouncer: PgBouncer;
  beforeAll(async () => {
    database = await openTestDatabase();
    bouncer = await startPgBouncer(database.url, 'transaction');
  });
  afterAll(async () => {
    await bouncer?.kill();
    await database?.stop();
  });

  test('fails without a direct connection, with one through a pooler, and without timeouts', async () => {
    const url = bouncer.through(database.url);
    const start = (settings: Record<string, string>) =>
      startApp(testConfig({ ...SETTINGS, DATABASE_URL: url, ...settings }), silentLog);
    await expect(start({})).rejects.toThrow('Set DATABASE_DIRECT_URL to the server itself');
    // The same pooler under another spelling.
    const pooled = url.replace('127.0.0.1', 'localhost');
    await expect(start({ DATABASE_DIRECT_URL: pooled })).rejects.toThrow(
      'DATABASE_DIRECT_URL leads through a pooler',
    );
    await expect(start({ DATABASE_DIRECT_URL: database.url })).rejects.toThrow(
      /set idle_in_transaction_session_timeout = '30s'; alter role .* set statement_timeout = '30s';$/,
    );
  });
});
