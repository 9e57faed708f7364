import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { geteuid } from 'node:process';
import { type Account, canEnter } from './account.ts';

/** Returns the text of a file; null if it does not exist. */
export async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}

/** Returns a unique temporary name beside `path`. */
export const besides = (path: string): string => `${path}.new-${randomBytes(6).toString('hex')}`;

/** Writes a file atomically: a reader sees the old text or the new one, never a part. */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const fresh = besides(path);
  const file = await open(fresh, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.chmod(mode);
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

/**
 * Creates a folder by calling `build` on a temporary name and renaming it to `path`, so that one of
 * several concurrent processes wins and the others discard their copy. Leaves an existing folder
 * unchanged.
 */
export async function makeFolderOnce(path: string, build: (folder: string) => Promise<void>): Promise<void> {
  const fresh = besides(path);
  await removeAbandoned(path);
  try {
    await mkdir(fresh, { recursive: true });
    await chmod(fresh, 0o755);
    await build(fresh);
    await rename(fresh, path).catch((error: NodeJS.ErrnoException) => {
      // Windows reports EPERM if the folder exists.
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code ?? '')) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Removes the leftovers of killed processes; a running process never takes an hour. */
async function removeAbandoned(path: string): Promise<void> {
  for (const name of await readdir(dirname(path)).catch(() => [])) {
    if (!name.startsWith(`${basename(path)}.new-`)) continue;
    const left = join(dirname(path), name);
    const made = (await stat(left).catch(() => null))?.mtimeMs ?? Date.now();
    if (Date.now() - made > 3_600_000) await rm(left, { recursive: true, force: true });
  }
}

/**
 * Returns a folder owned by root that `account` can enter, for files that cannot stay in a private
 * checkout. Refuses a folder that another user has created (possible in the temporary folder),
 * because we would execute programs from it.
 */
export async function sharedFolder(account: Account): Promise<string> {
  for (const parent of ['/var/lib', tmpdir()]) {
    const folder = join(parent, 'tributary');
    try {
      await mkdir(folder, { mode: 0o755 }).catch(() => undefined);
      const found = await lstat(folder);
      if (!found.isDirectory() || found.uid !== geteuid?.()) continue;
      await chmod(folder, 0o755);
    } catch {
      continue;
    }
    if (await canEnter(account, folder)) return folder;
  }
  throw new Error(
    `PostgreSQL does not run as root, and user id ${account?.uid} can enter neither /var/lib/tributary nor ` +
      `${join(tmpdir(), 'tributary')}: make one of them, owned by root with mode 0755, or set DATABASE_URL.`,
  );
}
