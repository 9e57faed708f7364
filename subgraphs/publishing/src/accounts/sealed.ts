import type { Scope, SealedColumn, Secrets } from '@tributary/kit/postgres';
import type { Credentials } from '@tributary/platforms';
import { findSealedCredentials } from '../data/accounts.ts';
import type { Tables } from '../data/tables.ts';

/**
 * Encrypts the credentials of an account for its workspace, so that a copied row does not decrypt
 * in another one.
 */
export function sealCredentials(
  secrets: Secrets,
  workspaceId: string,
  credentials: Credentials,
): Promise<string> {
  return secrets.seal(JSON.stringify(credentials), ownerOf(workspaceId));
}

/**
 * Decrypts the credentials of an account; null if it is not connected. `hold` locks the row until
 * the end of the transaction.
 */
export async function openCredentials(
  secrets: Secrets,
  scope: Scope<Tables>,
  accountId: string,
  { hold = false } = {},
): Promise<Credentials | null> {
  const sealed = await findSealedCredentials(scope, accountId, hold);
  return sealed === null
    ? null
    : (JSON.parse(await secrets.open(sealed, ownerOf(scope.workspaceId))) as Credentials);
}

/** The column of the encrypted credentials, for key rotation. */
export const sealedCredentials: SealedColumn = {
  table: 'connected_accounts',
  column: 'credentials',
  key: ['workspace_id', 'id'],
  ownerOf: ([workspaceId]) => ownerOf(workspaceId!),
};

function ownerOf(workspaceId: string): string {
  return `publishing credentials of ${workspaceId}`;
}
