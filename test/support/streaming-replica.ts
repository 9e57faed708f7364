import { execFile } from 'node:child_process';
import { chown, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '@tributary/kit/embedded-postgres';
import { temporaryFolder } from '@tributary/kit/testing';
import pg from 'pg';

/** A server and its streaming replica, both of the embedded kind. */
export interface ReplicatedServer {
  readonly primary: string;
  readonly replica: string;
  /** Stops the replica; `start` starts it again on the same port. */
  stopReplica(): Promise<void>;
  startReplica(): Promise<void>;
  /** Kills a server with SIGKILL; it is started again at once, as a service manager does. */
  kill(server: 'primary' | 'replica'): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server, and a replica from a base backup of it. */
export async function startReplicatedServer(): Promise<ReplicatedServer> {
  const folder = await temporaryFolder('tributary-replica-');
  const directories = { primary: join(folder, 'primary'), replica: join(folder, 'replica') };
  const settings = { shared_buffers: '32MB', fsync: 'off' };
  const primary = await openEmbeddedPostgres({ dataDir: directories.primary, settings });
  await copyRunning(primary.url, directories);
  const { hostname, port, username, password } = new URL(primary.url);
  const start = () =>
    openEmbeddedPostgres({
      dataDir: directories.replica,
      settings: {
        ...settings,
        primary_conninfo: `host=${hostname} port=${port} user=${username} password=${password}`,
      },
    });
  let replica: EmbeddedPostgres = await start();
  return {
    primary: primary.url,
    replica: replica.url,
    stopReplica: () => replica.stop(),
    async startReplica() {
      replica = await start();
    },
    async kill(server) {
      const text = await readFile(join(directories[server], 'postgres/data/postmaster.pid'), 'utf8');
      process.kill(Number(text.split('\n')[0]), 'SIGKILL');
    },
    async stop() {
      await replica.stop();
      await primary.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Copies the files of a running server as `pg_basebackup` does, which is not among its binaries.
 */
async function copyRunning(
  url: string,
  { primary, replica }: { primary: string; replica: string },
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`select pg_backup_start('replica', true)`);
    await promisify(execFile)('cp', ['-a', primary, replica]);
    const { rows } = await client.query<{ label: string }>('select labelfile as label from pg_backup_stop()');
    const home = join(replica, 'postgres');
    for (const name of ['port', 'data/postmaster.pid', 'data/postmaster.opts'])
      await rm(join(home, name), { force: true });
    const { uid, gid } = await stat(join(home, 'data'));
    for (const [name, text] of [
      ['backup_label', rows[0]!.label],
      ['standby.signal', ''],
    ] as const) {
      const file = join(home, 'data', name);
      await writeFile(file, text, { mode: 0o600 });
      await chown(file, uid, gid);
    }
  } finally {
    await client.end();
  }
}
