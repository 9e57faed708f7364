import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, temporaryFolder } from '@tributary/kit/testing';
import pg from 'pg';
import { eventually } from './index.ts';

/** The program's name; Debian installs it in a folder that is not in every PATH. */
const PROGRAM = ['pgbouncer', '/usr/sbin/pgbouncer'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** Whether this machine has PgBouncer. */
export const hasPgBouncer = PROGRAM !== undefined;

export type PoolMode = 'session' | 'transaction';

/** A PgBouncer in front of a server. */
export interface PgBouncer {
  /** Returns the URL of a database of the server through PgBouncer. */
  through(url: string): string;
  /** Kills the process with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
}

/** Starts PgBouncer with its default settings in front of the server of a database. */
export async function startPgBouncer(serverUrl: string, mode: PoolMode): Promise<PgBouncer> {
  const { hostname, port, username, password } = new URL(serverUrl);
  const folder = await temporaryFolder('tributary-pgbouncer-');
  const file = join(folder, 'pgbouncer.ini');
  const own = String(await freePort());
  const settings = [
    '[databases]',
    `* = host=${hostname} port=${port} user=${username} password=${password}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${own}`,
    'unix_socket_dir =',
    'auth_type = any',
    `pool_mode = ${mode}`,
  ];
  await writeFile(file, settings.join('\n'));
  const through = (url: string) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: own }).href;
  let child: ChildProcess;
  const bouncer: PgBouncer = {
    through,
    async kill() {
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    },
    async start() {
      // It refuses to run as root.
      const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
      child = spawn(PROGRAM!, ['--quiet', ...user, file], { stdio: 'ignore' });
      await eventually(() => ping(through(serverUrl)));
    },
  };
  await bouncer.start();
  return bouncer;
}

async function ping(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.end();
}
