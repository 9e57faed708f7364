import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { kill, platform } from 'node:process';
import { readIfThere } from './files.ts';

/** What `postmaster.pid` tells: PostgreSQL writes it at start and removes it at a clean stop. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** A shutdown was asked for: it says so before it ends the first connection. */
  readonly stopping: boolean;
}

/**
 * The server that runs on `data`, or the one that crashed there; null when it was stopped cleanly.
 */
export async function readPostmaster(data: string): Promise<Postmaster | null> {
  const lines = (await readIfThere(join(data, 'postmaster.pid')))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  // Zero while the file is being written.
  return pid > 0 && port > 0 ? { pid, port, stopping: lines[7]?.trim() === 'stopping' } : null;
}

/** Whether a server process runs on `data`. */
export async function isRunning(data: string): Promise<boolean> {
  const postmaster = await readPostmaster(data);
  return postmaster !== null && (await isPostmaster(postmaster.pid, data));
}

/**
 * After a restart of the container or the machine the old process id may be another program's, and
 * PostgreSQL then refuses to start for fear of a second server on the data. We know better, so the
 * file goes. Where the id is nobody's, PostgreSQL clears up itself.
 */
export async function dropForeignLock(data: string): Promise<void> {
  const postmaster = await readPostmaster(data);
  if (!postmaster || !isAlive(postmaster.pid) || (await isPostmaster(postmaster.pid, data))) return;
  // Read again: another starter may have succeeded meanwhile.
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

/** Elsewhere than on Linux any living process of that id counts. */
async function isPostmaster(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (platform !== 'linux') return true;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(data));
  } catch {
    // Root without the ptrace capability (a container) may not look at another user's process, but
    // this is public.
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    return /^\d+ \(postgres\) [^ZX]/.test(status);
  }
}
