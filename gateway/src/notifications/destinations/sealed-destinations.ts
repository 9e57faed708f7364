import type { Scope, SealedColumn, Secrets } from '@tributary/kit/postgres';
import type { Credentials } from '@tributary/platforms';
import { findSealedCredentials } from '../data/destinations.ts';
import type { Tables } from '../data/tables.ts';

/** Encrypts credentials for their workspace, so that a copied row does not decrypt in another. */
export function sealCredentials(
  secrets: Secrets,
  workspaceId: string,
  credentials: Credentials,
): Promise<string> {
  return secrets.seal(JSON.stringify(credentials), ownerOf(workspaceId));
}

/** Decrypts the credentials of a destination; null if it does not exist. */
export async function openCredentials(
  secrets: Secrets,
  scope: Scope<Tables>,
  id: string,
): Promise<Credentials | null> {
  const sealed = await findSealedCredentials(scope, id);
  return sealed === undefined
    ? null
    : (JSON.parse(await secrets.open(sealed, ownerOf(scope.workspaceId))) as Credentials);
}

/** The column of the encrypted credentials, for key rotation. */
export const sealedDestinations: SealedColumn = {
  table: 'destinations',
  column: 'credentials',
  key: ['workspace_id', 'id'],
  ownerOf: ([workspaceId]) => ownerOf(workspaceId!),
};

function ownerOf(workspaceId: string): string {
  return `destination credentials of ${workspaceId}`;
}
