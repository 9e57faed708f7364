import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from './account.ts';
import type { Cluster } from './cluster.ts';
import { writeWhole } from './files.ts';
import { dropForeignLock, isRunning, readPostmaster } from './postmaster.ts';

const LOG_LIMIT = 10 * 1024 * 1024;
const STOP_TIMEOUT_MS = 60_000;

/**
 * Statements are left out of the log: they hold customers' data, and their errors reach the client
 * anyway.
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

/** The server's log file. */
export const logFile = (cluster: Cluster): string => join(cluster.data, 'server.log');

/**
 * Starts the server and waits until it answers. Throws when it does not, also when another process
 * starts it at the same moment: PostgreSQL itself lets one through.
 */
export async function startServer(cluster: Cluster, port: number): Promise<void> {
  await dropForeignLock(cluster.data);
  await rotateLog(logFile(cluster));
  await writeWhole(
    join(cluster.home, 'server.conf'),
    configuration({ ...SETTINGS, ...cluster.settings, port }),
    0o644,
  );
  await control(cluster, 'start', '--wait', '--timeout=30', '--log=data/server.log');
}

/**
 * Stops the server after its running statements are cancelled; nothing is lost that was committed.
 */
export async function stopServer(cluster: Cluster): Promise<void> {
  const stopping = await readPostmaster(cluster.data);
  if (!stopping || !(await isRunning(cluster.data))) return;
  // pg_ctl's own waiting takes a server that starts right after for the one that has to go.
  await control(cluster, 'stop', '--mode=fast', '--no-wait').catch(async (error) => {
    // It may have ended by itself meanwhile, and then there is nothing to stop.
    if (await isRunning(cluster.data)) throw error;
  });
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while ((await readPostmaster(cluster.data))?.pid === stopping.pid && (await isRunning(cluster.data))) {
    if (Date.now() > deadline) throw new Error(`PostgreSQL does not stop, see ${logFile(cluster)}`);
    await delay(20);
  }
}

/** The last lines of the server's log, for the error that says where to look. */
export async function lastLogLines(cluster: Cluster): Promise<string> {
  const file = await open(logFile(cluster), 'r').catch(() => null);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({ position: Math.max(0, size - 2_000), length: 2_000 });
    return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-8).join('\n');
  } finally {
    await file.close();
  }
}

/**
 * Names relative to the home: pg_ctl starts the server through a shell and does not quote all a
 * path may hold.
 */
async function control(cluster: Cluster, ...args: string[]): Promise<void> {
  const { ok, output } = await run(
    cluster.binaries.program('pg_ctl'),
    [...args, '--silent', '--pgdata=data'],
    {
      account: cluster.account,
      cwd: cluster.home,
    },
  );
  if (!ok) throw new Error(output || `pg_ctl ${args[0]} failed`);
}

function configuration(settings: Record<string, string | number>): string {
  const quote = (value: string | number) =>
    `'${String(value).replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${quote(value)}`);
  return `# Written anew at each start; what postgresql.auto.conf (ALTER SYSTEM) says wins.\n${lines.join('\n')}\n`;
}

/** Renamed, not emptied: as root we open no file for writing in a folder of another account. */
async function rotateLog(log: string): Promise<void> {
  const found = await stat(log).catch(() => null);
  if (found && found.size > LOG_LIMIT) await rename(log, `${log}.old`);
}
