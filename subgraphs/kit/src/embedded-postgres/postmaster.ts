import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { kill, platform } from 'node:process';
import { readIfThere } from './files.ts';

/**
 * The contents of `postmaster.pid`, which PostgreSQL writes at start and removes at a clean stop.
 */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Whether a shutdown was requested; PostgreSQL sets this before it ends the first connection. */
  readonly stopping: boolean;
}

/** Reads the server that runs on `data` or crashed there; null if it was stopped cleanly. */
export async function readPostmaster(data: string): Promise<Postmaster | null> {
  const lines = (await readIfThere(join(data, 'postmaster.pid')))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  // Null while the file is incomplete.
  return pid > 0 && port > 0 ? { pid, port, stopping: lines[7]?.trim() === 'stopping' } : null;
}

/** Whether a server process runs on `data`. */
export async function isRunning(data: string): Promise<boolean> {
  const postmaster = await readPostmaster(data);
  return postmaster !== null && (await isPostmaster(postmaster.pid, data));
}

/**
 * Removes `postmaster.pid` if its process id belongs to another program, which happens when the
 * container or the machine restarts: PostgreSQL would refuse to start for fear of a second server
 * on the data. PostgreSQL itself removes the file if no process has the id.
 */
export async function dropForeignLock(data: string): Promise<void> {
  const postmaster = await readPostmaster(data);
  if (!postmaster || !isAlive(postmaster.pid) || (await isPostmaster(postmaster.pid, data))) return;
  // Read again, because another starter may have succeeded meanwhile.
  if ((await readPostmaster(data))?.pid === postmaster.pid)
    await rm(join(data, 'postmaster.pid'), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * Whether a process id belongs to a PostgreSQL server on `data`. On systems other than Linux any
 * living process counts.
 */
async function isPostmaster(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (platform !== 'linux') return true;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(data));
  } catch {
    // Root without the ptrace capability (in a container) may not inspect another user's process,
    // but this file is public.
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    return /^\d+ \(postgres\) [^ZX]/.test(status);
  }
}
