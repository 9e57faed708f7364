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
 * Server settings. Statements are not logged: they contain customers' data, and the client receives
 * their errors anyway.
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

/** Returns the path of the server's log file. */
export const logFile = (cluster: Cluster): string => join(cluster.data, 'server.log');

/**
 * Starts the server and waits until it accepts connections. Throws if it does not, also if another
 * process starts it at the same moment: PostgreSQL itself admits only one.
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

/** Stops the server after cancelling its running statements; committed data is safe. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const stopping = await readPostmaster(cluster.data);
  if (!stopping || !(await isRunning(cluster.data))) return;
  // pg_ctl's own wait would mistake a server that starts right afterwards for the one that must
  // stop.
  await control(cluster, 'stop', '--mode=fast', '--no-wait').catch(async (error) => {
    // The server may have exited by itself meanwhile.
    if (await isRunning(cluster.data)) throw error;
  });
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while ((await readPostmaster(cluster.data))?.pid === stopping.pid && (await isRunning(cluster.data))) {
    if (Date.now() > deadline) throw new Error(`PostgreSQL does not stop, see ${logFile(cluster)}`);
    await delay(20);
  }
}

/** Returns the last lines of the server's log, for an error message. */
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
 * Runs pg_ctl with paths relative to the home: it starts the server through a shell and does not
 * quote every character of a path.
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
  return `# Rewritten at each start. Settings in postgresql.auto.conf (ALTER SYSTEM) take precedence.\n${lines.join('\n')}\n`;
}

/**
 * Renames the log instead of truncating it: root must not open a file for writing in another
 * account's folder.
 */
async function rotateLog(log: string): Promise<void> {
  const found = await stat(log).catch(() => null);
  if (found && found.size > LOG_LIMIT) await rename(log, `${log}.old`);
}
