import type { SealedColumn, Secrets } from '@tributary/kit/postgres';
import type { Credentials } from './publisher.ts';

/** How the credentials of one table are encrypted. */
export interface SealedCredentials {
  seal(secrets: Secrets, workspaceId: string, credentials: Credentials): Promise<string>;
  /** Decrypts stored credentials; null if there are none. */
  open(secrets: Secrets, workspaceId: string, sealed: string | null): Promise<Credentials | null>;
  /** The column of the encrypted credentials, for key rotation. */
  readonly column: SealedColumn;
}

/**
 * Encrypts the column `credentials` of a table for the workspace of each row, so that a copied row
 * does not decrypt in another workspace. `purpose` distinguishes the tables.
 */
export function sealedCredentials(table: string, purpose: string): SealedCredentials {
  const ownerOf = (workspaceId: string) => `${purpose} credentials of ${workspaceId}`;
  return {
    seal: (secrets, workspaceId, credentials) =>
      secrets.seal(JSON.stringify(credentials), ownerOf(workspaceId)),
    open: async (secrets, workspaceId, sealed) =>
      sealed === null ? null : JSON.parse(await secrets.open(sealed, ownerOf(workspaceId))),
    column: {
      table,
      column: 'credentials',
      key: ['workspace_id', 'id'],
      ownerOf: ([workspaceId]) => ownerOf(workspaceId!),
    },
  };
}
