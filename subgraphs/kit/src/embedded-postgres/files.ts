import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { geteuid } from 'node:process';
import { type Account, canEnter } from './account.ts';

/** The text of a file, or null when there is none. */
export async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}

/** A name beside `path` that nobody else uses. */
export const besides = (path: string): string => `${path}.new-${randomBytes(6).toString('hex')}`;

/** Writes a file so that a reader sees the old text or the new one, never a part. */
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
 * Makes a folder by `build` under a passing name and moves it to `path` in one step, so that of
 * several processes doing so at once one wins and the others discard theirs. Leaves a folder
 * already there as it is.
 */
export async function makeFolderOnce(path: string, build: (folder: string) => Promise<void>): Promise<void> {
  const fresh = besides(path);
  await removeAbandoned(path);
  try {
    await mkdir(fresh, { recursive: true });
    await chmod(fresh, 0o755);
    await build(fresh);
    await rename(fresh, path).catch((error: NodeJS.ErrnoException) => {
      // Windows says EPERM when the folder is there.
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code ?? '')) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** A process killed in the middle leaves its part behind; no living one takes an hour. */
async function removeAbandoned(path: string): Promise<void> {
  for (const name of await readdir(dirname(path)).catch(() => [])) {
    if (!name.startsWith(`${basename(path)}.new-`)) continue;
    const left = join(dirname(path), name);
    const made = (await stat(left).catch(() => null))?.mtimeMs ?? Date.now();
    if (Date.now() - made > 3_600_000) await rm(left, { recursive: true, force: true });
  }
}

/**
 * A folder of root's that `account` can enter, for what may not stay in a private checkout. One
 * that another user made first (possible under the temporary folder) is refused: we would run
 * programs out of it.
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
