import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, chmod, chown, readdir, readlink, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@tributary/kit/testing';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../src/embedded-postgres/index.ts';
import {
  ask,
  cleanUp,
  newCheckout,
  newDatabase,
  newFolder,
  removeTemplate,
  serverPid,
  startProgram,
} from '../fixtures/embedded-processes.ts';

const NOBODY = 65534;
const asRoot = process.getuid?.() === 0 ? test : test.skip;
const settings = { fsync: 'off', shared_buffers: '16MB' };
const open = (dataDir: string, more = {}) => openEmbeddedPostgres({ dataDir, settings, ...more });
const portOf = (url: string) => Number(new URL(url).port);

/** Servers opened in this process, which are stopped even if a test fails. */
const opened: EmbeddedPostgres[] = [];
afterEach(async () => {
  for (const postgres of opened.splice(0)) await postgres.stop();
  await cleanUp();
});

afterAll(removeTemplate);

async function opening(dataDir: string, more = {}): Promise<EmbeddedPostgres> {
  const postgres = await open(dataDir, more);
  opened.push(postgres);
  return postgres;
}

describe('one process', () => {
  test('creates a UTF-8 database for one user with a password, in which the extensions can be created', async () => {
    const dataDir = await newFolder();
    const { url } = await opening(dataDir);
    for (const name of ['btree_gin', 'pg_trgm', 'unaccent']) await ask(url, `create extension ${name}`);
    const [database] = await ask(
      url,
      `select datname, pg_encoding_to_char(encoding) as encoding, datlocprovider, datlocale, current_user as role,
        current_setting('timezone') as timezone, lower('ÄÖ') as lower
      from pg_database where datname = current_database()`,
    );
    expect(database).toEqual({
      datname: 'tributary',
      encoding: 'UTF8',
      datlocprovider: 'b',
      datlocale: 'C.UTF-8',
      role: 'tributary',
      timezone: 'UTC',
      lower: 'äö',
    });
    await expect(ask(url.replace(/:[^:@]+@/, ':wrong@'), 'select')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(dataDir, 'postgres/password'))).mode & 0o777).toBe(0o600);
    expect((await readdir(join(dataDir, 'postgres'))).sort()).toEqual([
      'data',
      'password',
      'port',
      'server.conf',
    ]);
  });

  test('finds its data again at the same address, and uses another port if that one is taken', async () => {
    const dataDir = await newDatabase();
    const first = await opening(dataDir);
    await ask(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    expect(await serverPid(dataDir)).toBeNull();

    const second = await opening(dataDir);
    expect(second.url).toBe(first.url);
    await second.stop();

    const squatter = createServer().listen(portOf(first.url), '127.0.0.1');
    try {
      const third = await opening(dataDir);
      expect(portOf(third.url)).not.toBe(portOf(first.url));
      expect(await ask(third.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    } finally {
      squatter.close();
    }
  });

  test('may open and stop concurrently, any number of times', async () => {
    const dataDir = await newDatabase();
    const rounds = Array.from({ length: 4 }, async (_, n) => {
      for (let round = 0; round < 3; round++) {
        const postgres = await opening(dataDir);
        expect(await ask(postgres.url, `select ${n} as n`)).toEqual([{ n }]);
        await Promise.all([postgres.stop(), postgres.stop()]);
        await postgres.stop();
      }
    });
    await Promise.all(rounds);
    expect(await serverPid(dataDir)).toBeNull();
  });

  test('shows the path and the end of the log if the server does not start', async () => {
    const dataDir = await newDatabase();
    await (await opening(dataDir)).stop();
    await appendFile(join(dataDir, 'postgres/data/postgresql.conf'), 'work_mem = plenty\n');
    const failure = await open(dataDir, { startTimeoutMs: 1_000 }).catch((error: Error) => error.message);
    expect(failure).toContain(join(dataDir, 'postgres/data/server.log'));
    expect(failure).toContain('invalid value for parameter "work_mem"');
  });

  test('recommends DATABASE_URL if npm has no PostgreSQL for the platform', async () => {
    const program = startProgram(await newFolder(), { arch: 'mips' });
    const message = await program.said('error');
    expect(message).toMatch(/@embedded-postgres\/\w+-mips.* is not installed: set DATABASE_URL/);
  });

  test('exits when it is done, even without stopping the server', async () => {
    const program = startProgram(await newDatabase());
    await program.said('open');
    program.process.stdin!.end();
    await eventually(async () => expect(program.process.exitCode).toBe(0));
  });
});

describe('several processes on one data directory', () => {
  test('start at the same moment on an empty one and share the server, which stops with the last of them', async () => {
    const dataDir = await newFolder();
    const programs = Array.from({ length: 3 }, () => startProgram(dataDir));
    const urls = await Promise.all(programs.map((program) => program.said('open')));
    expect(new Set(urls).size).toBe(1);
    expect((await readdir(dataDir)).filter((name) => name.startsWith('postgres'))).toEqual(['postgres']);

    const pid = await serverPid(dataDir);
    await programs[0]!.stop();
    await programs[1]!.stop();
    expect(await serverPid(dataDir)).toBe(pid);
    expect(await ask(urls[2]!, 'select 1 as one')).toEqual([{ one: 1 }]);
    await programs[2]!.stop();
    expect(await serverPid(dataDir)).toBeNull();
  });

  test('stop at the same moment, and the server is stopped', async () => {
    const dataDir = await newDatabase();
    const programs = Array.from({ length: 3 }, () => startProgram(dataDir));
    await Promise.all(programs.map((program) => program.said('open')));
    await Promise.all(programs.map((program) => program.stop()));
    expect(await serverPid(dataDir)).toBeNull();
  });

  test('a process killed with -9 leaves the server to the next one, which can stop it', async () => {
    const dataDir = await newDatabase();
    const killed = startProgram(dataDir);
    const url = await killed.said('open');
    await ask(url, 'create table kept as select 42 as answer');
    const pid = await serverPid(dataDir);
    await killed.kill();

    const next = startProgram(dataDir);
    expect(await next.said('open')).toBe(url);
    expect(await serverPid(dataDir)).toBe(pid);
    expect(await ask(url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await next.stop();
    expect(await serverPid(dataDir)).toBeNull();
  });

  test('the next one recovers the data when the server was killed with -9 as well', async () => {
    const dataDir = await newDatabase();
    const killed = startProgram(dataDir);
    const url = await killed.said('open');
    await ask(url, 'create table kept as select 42 as answer');
    await killed.kill();
    process.kill((await serverPid(dataDir))!, 'SIGKILL');

    const next = startProgram(dataDir);
    expect(await next.said('open')).toBe(url);
    expect(await ask(url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await next.stop();
  });

  test('Ctrl-C in the terminal reaches the program but not the server', async () => {
    const dataDir = await newDatabase();
    const program = startProgram(dataDir);
    const url = await program.said('open');
    process.kill(-program.process.pid!, 'SIGINT');
    expect(await program.said('log')).toBe('SIGINT');
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await program.stop();
    expect(await serverPid(dataDir)).toBeNull();
  });
});

describe('supervision', () => {
  test('starts a crashed server again on the same port', async () => {
    const dataDir = await newDatabase();
    const messages: string[] = [];
    const { url } = await opening(dataDir, { log: (message: string) => messages.push(message) });
    await ask(url, 'create table kept as select 42 as answer');
    const crashed = (await serverPid(dataDir))!;
    process.kill(crashed, 'SIGKILL');
    expect(await eventually(() => ask(url, 'select answer from kept'))).toEqual([{ answer: 42 }]);
    expect(await serverPid(dataDir)).not.toBe(crashed);
    await eventually(async () => expect(messages.at(-1)).toBe('PostgreSQL: connected again'));
    expect(messages).toContain('PostgreSQL: starting the server');
  });

  test('starts a server again that was stopped cleanly', async () => {
    const dataDir = await newDatabase();
    const messages: string[] = [];
    const { url } = await opening(dataDir, { log: (message: string) => messages.push(message) });
    const stopped = (await serverPid(dataDir))!;
    process.kill(stopped, 'SIGINT');
    await eventually(async () => expect(messages.at(-1)).toBe('PostgreSQL: connected again'));
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await serverPid(dataDir)).not.toBe(stopped);
  });

  test('keeps the server when a process that joined later restarted it and stops', async () => {
    const dataDir = await newDatabase();
    const { url } = await opening(dataDir);
    for (let round = 0; round < 3; round++) {
      const command = startProgram(dataDir);
      await command.said('open');
      process.kill((await serverPid(dataDir))!, 'SIGKILL');
      await command.said('log');
      await command.stop();
      expect(await eventually(() => ask(url, 'select 1 as one'))).toEqual([{ one: 1 }]);
    }
  });

  test('reports the new address if the port was taken while the server was down', async () => {
    const dataDir = await newDatabase();
    const moves: string[] = [];
    const postgres = await opening(dataDir, { onMove: (url: string) => moves.push(url) });
    const before = postgres.url;
    const squatter = createServer();
    try {
      await eventually(async () => {
        // The server may win the race for the port; kill it again in that case.
        process.kill((await serverPid(dataDir))!, 'SIGKILL');
        await once(squatter.listen(portOf(before), '127.0.0.1'), 'listening');
      });
      await eventually(async () => expect(moves).toEqual([postgres.url]));
      expect(postgres.url).not.toBe(before);
      expect(await ask(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      squatter.close();
    }
  });

  test('renews a lease that was cut, so that the server keeps running', async () => {
    const dataDir = await newDatabase();
    const messages: string[] = [];
    const { url } = await opening(dataDir, { log: (message: string) => messages.push(message) });
    await ask(
      url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%lease'",
    );
    await eventually(async () => expect(messages).toHaveLength(2));
    await (await opening(dataDir)).stop();
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('stop() ends it while the server is down', async () => {
    const dataDir = await newDatabase();
    const postgres = await opening(dataDir);
    process.kill((await serverPid(dataDir))!, 'SIGINT');
    await postgres.stop();
    // It may still be shutting down, but nothing restarts it.
    await eventually(async () => expect(await serverPid(dataDir)).toBeNull());
  });
});

describe('accounts', () => {
  const shared = '/var/lib/tributary';
  const hadShared = existsSync(shared);

  afterAll(async () => {
    // The copied programs are removed, unless another process has put data beside them.
    const others = (await readdir(shared).catch(() => [])).filter((name) => !name.startsWith('postgresql-'));
    if (!hadShared && others.length === 0) await rm(shared, { recursive: true, force: true });
  });

  asRoot('root runs the server as nobody', async () => {
    const dataDir = await newDatabase();
    await opening(dataDir);
    expect((await stat(`/proc/${await serverPid(dataDir)}`)).uid).toBe(NOBODY);
  });

  asRoot('root runs it from a checkout and a data directory that only root can enter', async () => {
    const { checkout, node } = await newCheckout();
    await chmod(dirname(checkout), 0o700);
    const dataDir = join(checkout, '.data');
    const program = startProgram(dataDir, { checkout, node });
    const url = await program.said('open');
    await ask(url, 'create extension pg_trgm');
    const home = await readlink(join(dataDir, 'postgres'));
    expect(home.startsWith(shared)).toBe(true);
    await program.stop();

    const again = startProgram(dataDir, { checkout, node });
    expect(await again.said('open')).toBe(url);
    await again.stop();
    await rm(dataDir, { recursive: true });

    const anew = startProgram(dataDir, { checkout, node });
    expect(await anew.said('open')).not.toBe(url);
    await anew.stop();
    await rm(home, { recursive: true });
  });

  asRoot('an ordinary user runs it, also when the install scripts did not run', async () => {
    const { checkout, node } = await newCheckout();
    const dataDir = await newFolder('data');
    await chown(dataDir, NOBODY, NOBODY);
    await chmod(dataDir, 0o700);
    const program = startProgram(dataDir, { checkout, node, uid: NOBODY });
    const url = await program.said('open');
    await ask(url, 'create extension unaccent');
    await program.stop();
    expect(await serverPid(dataDir)).toBeNull();
  });
});
