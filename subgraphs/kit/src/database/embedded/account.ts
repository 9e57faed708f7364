import { stat } from 'node:fs/promises';
import { geteuid } from 'node:process';
import { run } from './run.ts';

/** The system account that the server runs as; null: the account of this process. */
export type Account = { readonly uid: number; readonly gid: number } | null;

/** "nobody" on most systems; the number needs no entry in the system's list of users. */
const NOBODY = { uid: 65534, gid: 65534 };

/** Whether this process is root: PostgreSQL refuses to run as root. Never true on Windows. */
export const isRoot = (): boolean => geteuid?.() === 0;

/**
 * The account to run the server of `data` as: as root the owner of that folder, so that a database first made
 * by an ordinary user stays theirs, or nobody when there is none yet; otherwise this process's own.
 * Throws when the folder belongs to another user than the ordinary one we are.
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
 * Whether `account` may enter `folder`. Asked of the system itself, because mode bits do not tell about access
 * lists, mount options and namespaces.
 */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  if (account === null) return true;
  const { ok } = await run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { account, cwd: '/' });
  return ok;
}
