import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, silentLog, type TestDatabase, testConfig } from '@tributary/kit/testing';
import { sql } from 'kysely';
import { createLogger } from '../src/core/log.ts';
import { kyselyFor, openDatabase, openKysely } from '../src/postgres/connection/connect.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const one = async (text: string) =>
  (await opened.database.pool.query(`select ${text} as value`)).rows[0].value;

describe('a value comes as', () => {
  const cases: [text: string, value: unknown][] = [
    ['count(*) from generate_series(1, 3)', 3],
    ['9007199254740991::bigint', Number.MAX_SAFE_INTEGER],
    ['8.5::numeric(3,1)', 8.5],
    ['null::numeric', null],
    ["date '2026-03-01'", '2026-03-01'],
    ["timestamptz '2026-03-01 12:00:00.123+02'", new Date('2026-03-01T10:00:00.123Z')],
    [`'[{"a": 1}]'::jsonb`, [{ a: 1 }]],
    ["array['a', 'b']", ['a', 'b']],
    ["current_setting('timezone')", 'UTC'],
  ];
  test.each(cases)('%s', async (text, value) => {
    const { rows } = await opened.database.pool.query(
      text.includes(' from ')
        ? `select ${text.replace(' from', ' as value from')}`
        : `select ${text} as value`,
    );
    expect(rows[0].value).toEqual(value);
  });
});

describe('a query that would wait for a second connection', () => {
  const one = sql<{ one: number }>`select 1 as one`;

  test('is refused inside a transaction, so that a pool of one connection cannot deadlock', async () => {
    const db = kyselyFor<object>(opened.database.openPool({ max: 1 }), 'public', []);
    const nested = db.transaction().execute(async (inside) => {
      expect((await one.execute(inside)).rows).toEqual([{ one: 1 }]);
      return one.execute(db);
    });
    await expect(nested).rejects.toThrow('inside a transaction, use its handle only');
    // The transaction has given its connection back.
    expect((await one.execute(db)).rows).toEqual([{ one: 1 }]);
  });

  test('is refused in a request too; concurrent queries wait', async () => {
    const pool = opened.database.openPool({ max: 1 });
    const { forRequest } = openKysely<object>(pool, 'public', []);
    const db = forRequest({ workspaceId: 'w', signal: null });
    const nested = db.transaction().execute(() => one.execute(db));
    await expect(nested).rejects.toThrow('inside a transaction, use its handle only');
    const both = await Promise.all([
      one.execute(db),
      db.transaction().execute((inside) => one.execute(inside)),
    ]);
    expect(both.map(({ rows }) => rows)).toEqual([[{ one: 1 }], [{ one: 1 }]]);
  });
});

describe('a pool', () => {
  test('limits a statement to thirty seconds', async () => {
    expect(await one("current_setting('statement_timeout')")).toBe('30s');
  });

  test('cancels a statement that exceeds its timeout', async () => {
    const pool = opened.database.openPool({ max: 1, statementTimeout: 50 });
    await expect(pool.query('select pg_sleep(5)')).rejects.toMatchObject({ code: '57014' });
  });

  test('lets a migration take as long as it needs', async () => {
    const pool = opened.database.openPool({ max: 1, statementTimeout: 0 });
    expect((await pool.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '0' }]);
  });

  test('has clients that accept every form of a query, and reject each in the same way', async () => {
    const client = await opened.database.pool.connect();
    const [text, values] = ['select $1::int as value', [42]] as const;
    const called = (...all: unknown[]) =>
      new Promise((resolve, reject) => {
        const callback = (error: Error | null, result: unknown) => (error ? reject(error) : resolve(result));
        (client.query as (...all: unknown[]) => void)(...all, callback);
      });
    const answers = await Promise.all([
      client.query('select 42 as value'),
      client.query(text, [...values]),
      client.query({ text, values: [...values] }),
      called('select 42 as value'),
      called(text, [...values]),
      called({ text, values: [...values] }),
    ]);
    for (const answer of answers) expect(answer).toMatchObject({ rows: [{ value: 42 }], rowCount: 1 });
    const refused = { code: '22012', message: 'division by zero' };
    await expect(client.query('select 1 / $1::int', [0])).rejects.toMatchObject(refused);
    await expect(called('select 1 / $1::int', [0])).rejects.toMatchObject(refused);
    client.release();
  });

  test('survives the loss of an idle connection, and logs it', async () => {
    const lines: string[] = [];
    const log = createLogger('warn', { write: (line: string) => void lines.push(line) });
    const database = await openDatabase(testConfig({ DATABASE_URL: opened.url }), log);
    const { rows } = await database.pool.query('select pg_backend_pid() as pid');
    const lost = once(database.pool, 'error');
    await opened.database.pool.query('select pg_terminate_backend($1::int)', [rows[0].pid]);
    await lost;
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect(lines.join()).toContain('lost an idle PostgreSQL connection');
    await database.stop();
  });

  test('may be ended before the database stops', async () => {
    const database = await openDatabase(testConfig({ DATABASE_URL: opened.url }), silentLog);
    await database.openPool({ max: 1 }).end();
    await expect(database.stop()).resolves.toBeUndefined();
  });
});

describe('a server that never answers', () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket));
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const url = () => `postgres://someone@127.0.0.1:${(server.address() as AddressInfo).port}/nothing`;

  test('is abandoned within seconds', async () => {
    const database = await openDatabase(testConfig({ DATABASE_URL: url() }), silentLog);
    await expect(database.pool.query('select 1')).rejects.toThrow(/timeout/i);
    await database.stop();
  });

  test('is abandoned after the query timeout once it has gone silent', async () => {
    const { pathname, hostname, port, username, password } = new URL(opened.url);
    const { connect } = await import('node:net');
    // Forwards everything until the test silences it.
    let silent = false;
    const pairs: Socket[] = [];
    const proxy = createServer((near) => {
      const far = connect(Number(port), hostname);
      pairs.push(near, far);
      near.on('data', (data) => silent || far.write(data));
      far.on('data', (data) => silent || near.write(data));
      for (const each of [near, far]) each.on('error', () => {});
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const through = `postgres://${username}:${password}@127.0.0.1:${(proxy.address() as AddressInfo).port}${pathname}`;
    const database = await openDatabase(testConfig({ DATABASE_URL: through }), silentLog);
    const pool = database.openPool({ max: 1, queryTimeout: 200 });
    await pool.query('select 1');
    silent = true;
    await expect(pool.query('select 1')).rejects.toThrow(/timeout/i);
    for (const each of pairs) each.destroy();
    proxy.close();
    await database.stop();
  });
});
