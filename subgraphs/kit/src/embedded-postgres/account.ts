import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { geteuid, platform } from 'node:process';

/** The system account that the server runs as; null for the account of this process. */
export type Account = { readonly uid: number; readonly gid: number } | null;

/** The user "nobody" on most systems. A numeric id needs no entry in the user database. */
const NOBODY = { uid: 65534, gid: 65534 };

/** Whether this process runs as root, which PostgreSQL refuses. Always false on Windows. */
export const isRoot = (): boolean => geteuid?.() === 0;

/**
 * Returns the account for the server of `data`. For root, that is the folder's owner, so that a
 * database created by an ordinary user stays theirs, or nobody for a new folder; for any other
 * user, the process's own account. Throws if an ordinary user does not own the folder.
 */
export async function accountFor(data: string): Promise<Account> {
  const owner = await stat(data).catch(() => null);
  if (isRoot()) return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY;
  if (owner && geteuid && owner.uid !== geteuid()) {
    throw new Error(
      `The database in ${data} belongs to user id ${owner.uid}, not to ${geteuid()}: run as that user or as root, ` +
        'or use another data directory.',
    );
  }
  return null;
}

/**
 * Whether `account` may enter `folder`. Tries it, because mode bits do not reflect access lists,
 * mount options and namespaces.
 */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  if (account === null) return true;
  const { ok } = await run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { account, cwd: '/' });
  return ok;
}

/** The exit of a program and everything it printed. */
export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * On Unix, child programs do not inherit our environment: a stray PGPORT or locale must not reach
 * the server, and macOS refuses to start one without LC_ALL. Windows programs do not load without
 * theirs.
 */
const ENVIRONMENT = platform === 'win32' ? {} : { env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } };

/**
 * Runs a program to completion as `account`; never throws. The program gets its own process group,
 * so that Ctrl-C in the terminal reaches neither it nor the server that it starts.
 */
export function run(
  command: string,
  args: readonly string[],
  options: { account: Account; cwd: string },
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...ENVIRONMENT,
      ...options.account,
      cwd: options.cwd,
      detached: platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const finish = (code: number | null) => resolve({ ok: code === 0, output: output.trim() });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ ok: false, output: `${command}: ${error.message}` }));
    child.on('close', finish);
    // On Windows the server inherits our pipes, so 'close' would fire only when the server exits.
    child.on('exit', (code) => setTimeout(finish, 500, code).unref());
  });
}
