import type { PageRequest } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { PublishingPlatform as Platform, VerifiedAccount } from '@tributary/platforms';
import { sql } from 'kysely';
import type { AccountStatus, Tables } from './tables.ts';

/** An account that posts are published to, without its credentials. */
export interface ConnectedAccount {
  id: string;
  platform: Platform;
  handle: string;
  displayName: string | null;
  avatarUrl: string | null;
  profileUrl: string | null;
  status: AccountStatus;
  connectedAt: Date;
}

const COLUMNS = [
  'id',
  'platform',
  'handle',
  'display_name as displayName',
  'avatar_url as avatarUrl',
  'profile_url as profileUrl',
  'status',
  'connected_at as connectedAt',
] as const;

/** Lists one page of the workspace's accounts, oldest first, plus one row to detect a next page. */
export function listAccounts(scope: Scope<Tables>, page: PageRequest): Promise<ConnectedAccount[]> {
  return accounts(scope)
    .select(COLUMNS)
    .$if(page.after !== null, (query) =>
      query.where(sql<boolean>`(connected_at, id) > (${page.after![0]}::timestamptz, ${page.after![1]})`),
    )
    .orderBy('connected_at')
    .orderBy('id')
    .limit(page.limit + 1)
    .$if(page.skip > 0, (query) => query.offset(page.skip))
    .execute();
}

export async function countAccounts(scope: Scope<Tables>): Promise<number> {
  const { count } = await accounts(scope).select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
  return count;
}

/** Loads accounts by id, in any order; for a loader. */
export function loadAccounts(scope: Scope<Tables>, ids: readonly string[]): Promise<ConnectedAccount[]> {
  return accounts(scope).where('id', '=', sql<string>`any(${ids}::text[])`).select(COLUMNS).execute();
}

/**
 * Finds the encrypted credentials of a connected account; null for any other. `hold` locks the row
 * against changes until the transaction ends, but not against posts that reference it.
 */
export async function findSealedCredentials(
  scope: Scope<Tables>,
  id: string,
  hold = false,
): Promise<string | null> {
  const row = await accounts(scope)
    .where('id', '=', id)
    .where('status', '=', 'connected')
    .select('credentials')
    .$if(hold, (query) => query.forNoKeyUpdate())
    .executeTakeFirst();
  return row?.credentials ?? null;
}

/** Inserts or updates an account and its encrypted credentials; a known account keeps its id. */
export function upsertAccount(
  scope: Scope<Tables>,
  account: Omit<VerifiedAccount, 'credentials'> & {
    id: string;
    platform: Platform;
    credentials: string | null;
    at: Date;
  },
): Promise<ConnectedAccount> {
  return scope.db
    .insertInto('connected_accounts')
    .values({
      workspace_id: scope.workspaceId,
      id: account.id,
      platform: account.platform,
      external_id: account.externalId,
      handle: account.handle,
      display_name: account.displayName,
      avatar_url: account.avatarUrl,
      profile_url: account.profileUrl,
      status: account.credentials === null ? 'disconnected' : 'connected',
      credentials: account.credentials,
      connected_at: account.at,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'platform', 'external_id']).doUpdateSet((eb) => ({
        handle: eb.ref('excluded.handle'),
        display_name: eb.ref('excluded.display_name'),
        avatar_url: eb.ref('excluded.avatar_url'),
        profile_url: eb.ref('excluded.profile_url'),
        status: eb.ref('excluded.status'),
        credentials: eb.ref('excluded.credentials'),
        connected_at: eb.ref('excluded.connected_at'),
      })),
    )
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** Stores new encrypted credentials of a connected account. */
export async function updateSealedCredentials(
  scope: Scope<Tables>,
  id: string,
  credentials: string,
): Promise<void> {
  await scope.db
    .updateTable('connected_accounts')
    .set({ credentials })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('status', '=', 'connected')
    .execute();
}

/**
 * Disconnects or expires an account and deletes its credentials; only a connected account expires.
 * Returns false if nothing changed.
 */
export async function updateAccountStatus(
  scope: Scope<Tables>,
  id: string,
  status: Exclude<AccountStatus, 'connected'>,
): Promise<boolean> {
  const { numUpdatedRows } = await scope.db
    .updateTable('connected_accounts')
    .set({ status, credentials: null })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .$if(status === 'expired', (query) => query.where('status', '=', 'connected'))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function accounts(scope: Scope<Tables>) {
  return scope.db.selectFrom('connected_accounts').where('workspace_id', '=', scope.workspaceId);
}
