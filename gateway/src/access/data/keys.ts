import type { Product } from '@tributary/kit/host';
import { acrossWorkspaces, inTransaction, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** An API key as stored, without the key itself. */
export interface ApiKey {
  id: string;
  userId: string | null;
  /** Empty if the key has no name. */
  name: string;
  prefix: string;
  products: Product[];
  /** Null grants every scope of the products. */
  scopes: string[] | null;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

export interface NewApiKey {
  name: string;
  hash: Buffer;
  prefix: string;
  products: readonly Product[];
  scopes: readonly string[] | null;
  userId: string | null;
  expiresAt: Date | null;
}

const KEY = [
  'id',
  'user_id as userId',
  'name',
  'prefix',
  'products',
  'scopes',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'revoked_at as revokedAt',
  'last_used_at as lastUsedAt',
] as const;

export function insertKey(scope: Scope<Tables>, key: NewApiKey): Promise<ApiKey> {
  return inTransaction(scope, async ({ db, workspaceId }) => {
    const row = await db
      .insertInto('api_keys')
      .values({
        workspace_id: workspaceId,
        user_id: key.userId,
        name: key.name,
        prefix: key.prefix,
        products: [...key.products],
        scopes: key.scopes && [...key.scopes],
        expires_at: key.expiresAt,
        revoked_at: null,
        last_used_at: null,
      })
      .returning(KEY)
      .executeTakeFirstOrThrow();
    await db
      .insertInto('key_hashes')
      .values({ hash: key.hash, workspace_id: workspaceId, key_id: row.id })
      .execute();
    return row as ApiKey;
  });
}

/** Lists the newest keys of the workspace, including revoked and expired ones. */
export async function listKeys(scope: Scope<Tables>, limit: number): Promise<ApiKey[]> {
  const rows = await scope.db
    .selectFrom('api_keys')
    .where('workspace_id', '=', scope.workspaceId)
    .select(KEY)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows as ApiKey[];
}

/** Counts the workspace's keys: those not revoked, and all. */
export async function countKeys(scope: Scope<Tables>): Promise<{ working: number; all: number }> {
  const { working, all } = await scope.db
    .selectFrom('api_keys')
    .where('workspace_id', '=', scope.workspaceId)
    .select(sql<string>`count(*) filter (where revoked_at is null)`.as('working'))
    .select(sql<string>`count(*)`.as('all'))
    .executeTakeFirstOrThrow();
  return { working: Number(working), all: Number(all) };
}

/** Lists the workspace's keys with this displayed prefix, newest first. */
export async function listKeysByPrefix(scope: Scope<Tables>, prefix: string): Promise<ApiKey[]> {
  const rows = await scope.db
    .selectFrom('api_keys')
    .where('workspace_id', '=', scope.workspaceId)
    .where('prefix', '=', prefix)
    .select(KEY)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(100)
    .execute();
  return rows as ApiKey[];
}

/** Finds the workspace and id of a key; undefined if the key is unknown. */
export function findKeyOwner(
  db: Kysely<Tables>,
  hash: Buffer,
): Promise<{ workspaceId: string; keyId: string } | undefined> {
  return db
    .selectFrom('key_hashes')
    .where('hash', '=', hash)
    .select(['workspace_id as workspaceId', 'key_id as keyId'])
    .executeTakeFirst();
}

export async function findKey(scope: Scope<Tables>, id: string): Promise<ApiKey | undefined> {
  const row = await scope.db
    .selectFrom('api_keys')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .select(KEY)
    .executeTakeFirst();
  return row as ApiKey | undefined;
}

/** Revokes a key; a key that is already revoked keeps its time of revocation. */
export async function updateKeyRevoked(
  scope: Scope<Tables>,
  id: string,
  at: Date,
): Promise<ApiKey | undefined> {
  const row = await scope.db
    .updateTable('api_keys')
    .set({ revoked_at: sql`coalesce(revoked_at, ${at})` })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .returning(KEY)
    .executeTakeFirst();
  return row as ApiKey | undefined;
}

/** Records when keys were last used; never moves a time backwards. */
export async function touchKeys(
  db: Kysely<Tables>,
  uses: readonly { workspaceId: string; keyId: string; at: Date }[],
): Promise<void> {
  const used = sql<{ workspace_id: string; id: string; at: Date }>`unnest(
    ${uses.map((use) => use.workspaceId)}::uuid[], ${uses.map((use) => use.keyId)}::uuid[],
    ${uses.map((use) => use.at)}::timestamptz[])`.as<'used'>(sql`used(workspace_id, id, at)`);
  await db
    .updateTable('api_keys')
    .from(used)
    .set({ last_used_at: sql`used.at` })
    .whereRef('api_keys.workspace_id', '=', 'used.workspace_id')
    .whereRef('api_keys.id', '=', 'used.id')
    .where(sql<boolean>`coalesce(api_keys.last_used_at, '-infinity') < used.at`)
    .execute();
}

/** Returns the ids of those keys that are neither revoked nor expired at a time. */
export async function listValidKeys(
  db: Kysely<Tables>,
  keys: readonly { readonly workspaceId: string; readonly keyId: string }[],
  now: Date,
): Promise<string[]> {
  const wanted = sql<{ workspace_id: string; id: string }>`unnest(
    ${keys.map((key) => key.workspaceId)}::uuid[], ${keys.map((key) => key.keyId)}::uuid[])`.as<'wanted'>(
    sql`wanted(workspace_id, id)`,
  );
  const rows = await acrossWorkspaces(db, 'access')
    .selectFrom('api_keys')
    .innerJoin(wanted, (join) =>
      join.onRef('wanted.workspace_id', '=', 'api_keys.workspace_id').onRef('wanted.id', '=', 'api_keys.id'),
    )
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .select('api_keys.id')
    .execute();
  return rows.map(({ id }) => id);
}
