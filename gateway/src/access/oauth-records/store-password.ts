import type { Scope } from '@tributary/kit/postgres';
import { deleteGrantsTo, deleteRecordsOfAccount } from '../data/oauth-records.ts';
import { upsertPassword } from '../data/passwords.ts';
import type { Tables } from '../data/tables.ts';
import { CONSOLE_CLIENT } from './console-client.ts';
import { subjectOf } from './subject.ts';

/**
 * Stores a password's hash and ends the user's browser sessions, including those in the console;
 * grants to other clients remain.
 */
export async function storePassword(scope: Scope<Tables>, userId: string, hash: string): Promise<void> {
  const { db, workspaceId } = scope;
  const subject = subjectOf({ workspaceId, userId });
  await upsertPassword(scope, userId, hash);
  await deleteRecordsOfAccount(db, subject, 'Session');
  await deleteGrantsTo(db, subject, CONSOLE_CLIENT);
}
