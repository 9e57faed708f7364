import { lockInTransaction, type Scope } from '@tributary/kit/postgres';
import type { Tables } from '../tables.ts';

/**
 * Serializes writes per workspace, so that of two runs with the same post the second finds the
 * first one's row, and no mention changes while its day is counted.
 */
export function lockWriting({ db, workspaceId }: Scope<Tables>): Promise<void> {
  return lockInTransaction(db, `mentions.write ${workspaceId}`);
}
