import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import { isBehind, type Page } from './pages.ts';
import type { DestinationKind, DisabledDestinationReason, Tables } from './tables.ts';

/** A destination of alerts, without its credentials. */
export interface Destination {
  readonly id: string;
  readonly kind: DestinationKind;
  readonly name: string;
  /** Where messages arrive, as the platform names it. */
  readonly account: string;
  readonly disabledReason: DisabledDestinationReason | null;
  /** Why the last message failed; null if it was sent. */
  readonly lastError: string | null;
  readonly createdAt: Date;
}

const COLUMNS = [
  'id',
  'kind',
  'name',
  'account',
  'disabled_reason as disabledReason',
  'last_error as lastError',
  'created_at as createdAt',
] as const;

/** Lists the workspace's destinations, oldest first. */
export function listDestinations(scope: Scope<Tables>, page: Page): Promise<Destination[]> {
  return destinations(scope)
    .where(isBehind(scope, 'destinations', page))
    .select(COLUMNS)
    .orderBy('created_at')
    .orderBy('id')
    .limit(page.limit)
    .execute();
}

/** Loads destinations by id, in any order. */
export function loadDestinations(scope: Scope<Tables>, ids: readonly string[]): Promise<Destination[]> {
  return destinations(scope).where('id', '=', sql<string>`any(${ids}::uuid[])`).select(COLUMNS).execute();
}

/** Finds a destination; undefined if the workspace has none with this id. */
export function findDestination(scope: Scope<Tables>, id: string): Promise<Destination | undefined> {
  return destinations(scope).where('id', '=', id).select(COLUMNS).executeTakeFirst();
}

/** Finds the encrypted credentials of a destination; null if it does not exist. */
export async function findSealedCredentials(scope: Scope<Tables>, id: string): Promise<string | null> {
  const row = await destinations(scope).where('id', '=', id).select('credentials').executeTakeFirst();
  return row?.credentials ?? null;
}

/** Counts the destinations of the workspace. */
export async function countDestinations(scope: Scope<Tables>): Promise<number> {
  const { count } = await destinations(scope)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** A destination to insert, with its encrypted credentials. */
export type NewDestination = Pick<Destination, 'id' | 'kind' | 'name' | 'account' | 'createdAt'> & {
  readonly credentials: string;
};

export function insertDestination(scope: Scope<Tables>, destination: NewDestination): Promise<Destination> {
  const { createdAt, ...values } = destination;
  return scope.db
    .insertInto('destinations')
    .values({ workspace_id: scope.workspaceId, ...values, created_at: createdAt })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** Changes to a destination; undefined members stay as they are. */
export type DestinationChanges = Partial<
  Pick<Destination, 'name' | 'account' | 'disabledReason' | 'lastError'> & { readonly credentials: string }
>;

/** Updates a destination; undefined if the workspace has none with this id. */
export function updateDestination(
  scope: Scope<Tables>,
  id: string,
  changes: DestinationChanges,
): Promise<Destination | undefined> {
  return scope.db
    .updateTable('destinations')
    .set({
      // Without any change, the statement must still be one.
      id,
      name: changes.name,
      account: changes.account,
      credentials: changes.credentials,
      disabled_reason: changes.disabledReason,
      last_error: changes.lastError,
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** Deletes a destination; false if the workspace has none with this id. */
export async function deleteDestination(scope: Scope<Tables>, id: string): Promise<boolean> {
  const { numDeletedRows } = await scope.db
    .deleteFrom('destinations')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

function destinations({ db, workspaceId }: Scope<Tables>) {
  return db.selectFrom('destinations').where('workspace_id', '=', workspaceId);
}
