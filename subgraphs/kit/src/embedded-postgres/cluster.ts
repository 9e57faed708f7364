import { randomBytes } from 'node:crypto';
import { mkdir, readlink, stat, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Account, accountFor, canEnter, isRoot, run } from './account.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { makeFolderOnce, readIfThere, sharedFolder } from './files.ts';
import { initialise } from './initialise.ts';

/** One database cluster: PostgreSQL's term for a data folder and all databases in it. */
export interface Cluster {
  /** Our folder: `data`, and beside it `password`, `port` and `server.conf`. */
  readonly home: string;
  /** PostgreSQL's own folder, the only one that the server's account must own. */
  readonly data: string;
  readonly password: string;
  readonly account: Account;
  readonly binaries: Binaries;
  /** Server settings that override ours, in the syntax of `postgresql.conf`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Opens the cluster of a data directory; creates it on first use. */
export async function openCluster(
  dataDir: string,
  settings: Readonly<Record<string, string>>,
): Promise<Cluster> {
  await mkdir(dataDir, { recursive: true });
  const home = await locateHome(dataDir);
  const data = join(home, 'data');
  const account = await accountFor(data);
  const binaries = await findBinaries(account, dataDir);
  if (!(await stat(home).catch(() => null))) {
    await makeFolderOnce(home, (folder) => initialise(folder, account, binaries, settings.fsync === 'off'));
  }
  await checkData(data, account, binaries);
  const password = await readIfThere(join(home, 'password'));
  if (password === null)
    throw new Error(`${join(home, 'password')} is missing: bring it back from a backup.`);
  return { home, data, password, account, binaries, settings };
}

/**
 * Returns `<dataDir>/postgres`, or the target of that link. If the process is root and nobody
 * cannot enter the data directory, the home is elsewhere and only the link is in the data
 * directory, so that deleting that directory still resets the database.
 */
async function locateHome(dataDir: string): Promise<string> {
  const home = join(dataDir, 'postgres');
  const elsewhere = await readlink(home).catch(() => null);
  if (elsewhere !== null) return resolve(dataDir, elsewhere);
  const account = await accountFor(join(home, 'data'));
  if (!isRoot() || (await stat(home).catch(() => null)) || (await canEnter(account, dataDir))) return home;
  const shelter = join(await sharedFolder(account), randomBytes(8).toString('hex'));
  await symlink(shelter, home).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  // Another process may have created the link first; use its target.
  return locateHome(dataDir);
}

/** Throws an explanatory error for problems that PostgreSQL would only write to its log. */
async function checkData(data: string, account: Account, binaries: Binaries): Promise<void> {
  const made = (await readIfThere(join(data, 'PG_VERSION')))?.trim();
  if (made === undefined) {
    throw new Error(
      `${dirname(data)} holds no PostgreSQL database: move it out of the way to get a new one.`,
    );
  }
  const { output } = await run(binaries.program('postgres'), ['--version'], { account, cwd: '/' });
  const ours = /\d+/.exec(output)?.[0];
  if (made !== ours) {
    throw new Error(
      `${data} was made by PostgreSQL ${made}, this is PostgreSQL ${ours}: dump it with the old version and ` +
        'load it into a new data directory.',
    );
  }
  if (!(await canEnter(account, data))) {
    throw new Error(
      `PostgreSQL does not run as root, and user id ${account?.uid} cannot enter ${data}: ` +
        'a folder above it is private. Open it to others (chmod o+x) or use another data directory.',
    );
  }
}
