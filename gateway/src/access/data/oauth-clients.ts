import type { Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** An OAuth client as stored. */
export interface OauthClient {
  clientId: string;
  workspaceId: string;
  name: string;
  redirectUris: string[];
  scope: string;
  secretHash: string | null;
  createdAt: Date;
  revokedAt: Date | null;
}

const CLIENT = [
  'client_id as clientId',
  'workspace_id as workspaceId',
  'name',
  'redirect_uris as redirectUris',
  'scope',
  'secret_hash as secretHash',
  'created_at as createdAt',
  'revoked_at as revokedAt',
] as const;

export async function insertClient(scope: Scope<Tables>, client: Omit<OauthClient, 'workspaceId'>) {
  await scope.db
    .insertInto('oauth_clients')
    .values({
      client_id: client.clientId,
      workspace_id: scope.workspaceId,
      name: client.name,
      redirect_uris: JSON.stringify(client.redirectUris),
      scope: client.scope,
      secret_hash: client.secretHash,
      created_at: client.createdAt,
      revoked_at: client.revokedAt,
    })
    .execute();
}

/** Finds a client; undefined if it is unknown or revoked. */
export function findClient(db: Kysely<Tables>, clientId: string): Promise<OauthClient | undefined> {
  return db
    .selectFrom('oauth_clients')
    .where('client_id', '=', clientId)
    .where('revoked_at', 'is', null)
    .select(CLIENT)
    .executeTakeFirst();
}

/** Finds a client of the workspace, revoked or not. */
export function findClientOf(scope: Scope<Tables>, clientId: string): Promise<OauthClient | undefined> {
  return scope.db
    .selectFrom('oauth_clients')
    .where('workspace_id', '=', scope.workspaceId)
    .where('client_id', '=', clientId)
    .select(CLIENT)
    .executeTakeFirst();
}

export function listClients(scope: Scope<Tables>): Promise<OauthClient[]> {
  return scope.db
    .selectFrom('oauth_clients')
    .where('workspace_id', '=', scope.workspaceId)
    .select(CLIENT)
    .orderBy('created_at', 'desc')
    .execute();
}

/**
 * Replaces the redirect URIs of a client, or adds to them; undefined if the workspace has no such
 * client.
 */
export function updateClientRedirects(
  scope: Scope<Tables>,
  clientId: string,
  uris: readonly string[],
  { add }: { add: boolean },
): Promise<OauthClient | undefined> {
  const given = JSON.stringify(uris);
  return scope.db
    .updateTable('oauth_clients')
    .set({
      redirect_uris: (add
        ? sql`redirect_uris || (select coalesce(jsonb_agg(uri), '[]') from jsonb_array_elements(${given}::jsonb) uri
            where not redirect_uris @> uri)`
        : given) as never,
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('client_id', '=', clientId)
    .where('revoked_at', 'is', null)
    .returning(CLIENT)
    .executeTakeFirst();
}

/** Revokes a client; returns whether it exists. */
export async function updateClientRevoked(scope: Scope<Tables>, clientId: string, at: Date) {
  const row = await scope.db
    .updateTable('oauth_clients')
    .set({ revoked_at: sql`coalesce(revoked_at, ${at})` })
    .where('workspace_id', '=', scope.workspaceId)
    .where('client_id', '=', clientId)
    .returning('client_id')
    .executeTakeFirst();
  return row !== undefined;
}
