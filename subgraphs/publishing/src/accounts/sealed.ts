import type { Scope, SealedColumn, Secrets } from '@tributary/kit/postgres';
import { findSealedCredentials } from '../data/accounts.ts';
import type { Tables } from '../data/tables.ts';
import type { Credentials } from '../publishers/publisher.ts';

/** Credentials of an account as they are kept: whose they are is sealed in, so that no row opens in another's place. */
export function sealCredentials(secrets: Secrets, workspaceId: string, credentials: Credentials): string {
  return secrets.seal(JSON.stringify(credentials), ownerOf(workspaceId));
}

/** The credentials of an account; null when it cannot be published to. With `hold`, nobody else changes them until the transaction ends. */
export async function openCredentials(
  secrets: Secrets,
  scope: Scope<Tables>,
  accountId: string,
  { hold = false } = {},
): Promise<Credentials | null> {
  const sealed = await findSealedCredentials(scope, accountId, hold);
  return sealed === null
    ? null
    : (JSON.parse(secrets.open(sealed, ownerOf(scope.workspaceId))) as Credentials);
}

/** Where credentials are kept, for their key to be changed. */
export const sealedCredentials: SealedColumn = {
  table: 'connected_accounts',
  column: 'credentials',
  key: ['workspace_id', 'id'],
  ownerOf: ([workspaceId]) => ownerOf(workspaceId!),
};

function ownerOf(workspaceId: string): string {
  return `publishing credentials of ${workspaceId}`;
}
