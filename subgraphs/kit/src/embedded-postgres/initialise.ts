import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chown, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { run } from './account.ts';
import type { Binaries } from './binaries.ts';

/** Name of the cluster's superuser and of our database. */
export const NAME = 'tributary';

/**
 * Creates a cluster in `folder`: `data`, owned by the account, and `password`, readable only by us.
 * `fast` skips waiting for the disk.
 */
export async function initialise(
  folder: string,
  account: Account,
  binaries: Binaries,
  fast: boolean,
): Promise<void> {
  const data = join(folder, 'data');
  const password = randomBytes(24).toString('base64url');
  const passwordForInitdb = join(folder, 'initdb-password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(join(folder, 'password'), password, { mode: 0o600 });
  await writeFile(passwordForInitdb, password, { mode: 0o600 });
  if (account) for (const path of [data, passwordForInitdb]) await chown(path, account.uid, account.gid);
  await initdb(folder, account, binaries, fast ? ['--no-sync'] : []);
  await rm(passwordForInitdb);
  await includeOurSettings(join(data, 'postgresql.conf'));
}

async function initdb(folder: string, account: Account, binaries: Binaries, more: string[]): Promise<void> {
  const args = ['--pgdata=data', '--pwfile=initdb-password', `--username=${NAME}`, '--auth=scram-sha-256'];
  args.push('--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', ...more);
  // Full-text search still takes the classes of characters from the system's locale: use C.UTF-8
  // for it where it exists.
  for (const locale of ['C.UTF-8', 'C']) {
    const { ok, output } = await run(binaries.program('initdb'), [...args, `--locale=${locale}`], {
      account,
      cwd: folder,
    });
    if (ok) return;
    if (locale === 'C' || !output.includes('locale name'))
      throw new Error(`PostgreSQL's initdb failed: ${output}`);
  }
}

/**
 * Includes our settings, a file beside the data folder that is rewritten at each start, because
 * root must not write inside a folder that another account owns. This one line is the exception,
 * and the write follows no planted link.
 */
async function includeOurSettings(configuration: string): Promise<void> {
  const file = await open(
    configuration,
    constants.O_WRONLY | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0),
  );
  try {
    await file.write("\ninclude_if_exists = '../server.conf'\n");
  } finally {
    await file.close();
  }
}
