import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  eventually,
  onServer,
  silentLog,
  TEST_SERVER,
  testConfig,
  withDatabase,
} from '@tributary/kit/testing';
import { type Kysely, sql } from 'kysely';
import { type Database, openDatabase } from '../src/postgres/connection/connect.ts';
import { type Migrations, migrate } from '../src/postgres/migrate.ts';

const server = process.env[TEST_SERVER]!;
const made: string[] = [];

/** Creates an empty database. */
async function emptyDatabase(): Promise<string> {
  const name = `tributary_empty_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  made.push(name);
  return withDatabase(server, name);
}

const opened: Database[] = [];
async function openEmpty(): Promise<Database> {
  const database = await openDatabase(testConfig({ DATABASE_URL: await emptyDatabase() }), silentLog);
  opened.push(database);
  return database;
}

afterAll(async () => {
  for (const database of opened) await database.stop();
  for (const name of made) await onServer(server, `drop database if exists ${name} with (force)`);
});

const creates = (table: string) => ({
  up: (db: Kysely<unknown>) => db.schema.createTable(table).addColumn('id', 'integer').execute(),
});

async function tablesOf({ pool }: Database, schema: string): Promise<string[]> {
  const { rows } = await pool.query(
    `select tablename from pg_tables where schemaname = $1 and tablename not like 'kysely%' order by 1`,
    [schema],
  );
  return rows.map((row) => row.tablename);
}

test('ten processes that start at once on an empty database migrate once', async () => {
  const url = await emptyDatabase();
  const child = fileURLToPath(new URL('fixtures/migrate-child.ts', import.meta.url));
  const runs = Array.from({ length: 10 }, () =>
    promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', child, url]),
  );
  const ran = (await Promise.all(runs)).map(({ stdout }) => Number(stdout));
  expect(ran.reduce((sum, each) => sum + each, 0)).toBe(3);
}, 60_000);

describe('migrating', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openEmpty();
  });

  test('creates each schema with its own tables', async () => {
    await migrate(database, [
      { name: 'first', migrations: { '0001': creates('a') } },
      { name: 'second', migrations: { '0001': creates('a'), '0002': creates('b') } },
    ]);
    expect(await tablesOf(database, 'first')).toEqual(['a']);
    expect(await tablesOf(database, 'second')).toEqual(['a', 'b']);
  });

  test('a second time does nothing', async () => {
    let ran = 0;
    const migrations = {
      '0001': {
        up: async () => {
          ran += 1;
        },
      },
    };
    await migrate(database, [{ name: 'twice', migrations }]);
    await migrate(database, [{ name: 'twice', migrations }]);
    expect(ran).toBe(1);
  });

  test('runs only what is new', async () => {
    await migrate(database, [{ name: 'grows', migrations: { '0001': creates('a') } }]);
    await migrate(database, [{ name: 'grows', migrations: { '0001': creates('a'), '0002': creates('b') } }]);
    expect(await tablesOf(database, 'grows')).toEqual(['a', 'b']);
  });

  test('migrates what a schema requires before it, and once', async () => {
    const ran: string[] = [];
    const schema = (name: string, requires: Migrations[] = []): Migrations => ({
      name,
      requires,
      migrations: { '0001': { up: async () => void ran.push(name) } },
    });
    const library = schema('library');
    await migrate(database, [schema('uses_it', [library]), schema('uses_it_too', [library]), library]);
    expect(ran).toEqual(['library', 'uses_it', 'uses_it_too']);
  });

  test('that fails is rolled back completely and names what failed', async () => {
    const migrations = {
      '0001': creates('a'),
      '0002-breaks': {
        async up(db: Kysely<unknown>) {
          await creates('b').up(db);
          await sql`select 1 / 0`.execute(db);
        },
      },
    };
    await expect(migrate(database, [{ name: 'fails', migrations }])).rejects.toThrow(
      'Migration 0002-breaks of fails failed: division by zero',
    );
    expect(await tablesOf(database, 'fails')).toEqual([]);
  });

  test('that failed continues once it is fixed', async () => {
    const broken = { '0001': { up: () => Promise.reject(new Error('broken')) } };
    await expect(migrate(database, [{ name: 'mended', migrations: broken }])).rejects.toThrow('broken');
    await migrate(database, [{ name: 'mended', migrations: { '0001': creates('a') } }]);
    expect(await tablesOf(database, 'mended')).toEqual(['a']);
  });

  test('refuses a database that is ahead of the code, and says so', async () => {
    await migrate(database, [{ name: 'ahead', migrations: { '0001': creates('a'), '0002': creates('b') } }]);
    await expect(
      migrate(database, [{ name: 'ahead', migrations: { '0001': creates('a') } }]),
    ).rejects.toThrow(/^The migrations of ahead failed: .*0002/);
  });

  test('leaves no connection and no lock behind', async () => {
    await migrate(database, [{ name: 'clean', migrations: {} }]);
    // The lock ends with its session, which PostgreSQL ends after the connection.
    await eventually(async () => {
      const { rows } = await database.pool.query(
        "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
      );
      expect(rows[0].count).toBe(0);
    });
  });
});
