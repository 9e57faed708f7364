import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import { forgetFollower, updateFollowers } from './followers.ts';
import { own } from './own.ts';
import type { Consumer, Places, Tables } from './tables.ts';

/** A query that sources are matched against. */
export interface ListeningQuery {
  /** The id of the object that it belongs to. */
  readonly id: string;
  readonly consumer: Consumer;
  /** The query in its canonical form. */
  readonly query: string;
  /** Platforms to listen to; null for all. */
  readonly platforms: readonly string[] | null;
  /** BCP 47 tags; null for all languages. */
  readonly languages: readonly string[] | null;
  readonly places: Places;
}

/** A query of some workspace, as a runner loads it. */
export interface ChangedQuery extends ListeningQuery {
  readonly workspaceId: string;
  readonly active: boolean;
  /** When it was registered or last changed. */
  readonly changedAt: Date;
}

/**
 * Starts to listen for a query, or replaces it. `scope` may be a transaction of the consumer, so
 * that both are stored or neither.
 */
export async function registerQuery<Own>(scope: Scope<Own>, query: ListeningQuery, at: Date): Promise<void> {
  const values = {
    consumer: query.consumer,
    query: query.query,
    platforms: query.platforms === null ? null : [...query.platforms],
    languages: query.languages === null ? null : [...query.languages],
    places: JSON.stringify(query.places),
    active: true,
    changed_at: at,
    changed: sql<string>`pg_current_xact_id()`,
  };
  await own(scope.db)
    .insertInto('queries')
    .values({ workspace_id: scope.workspaceId, id: query.id, ...values })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(values))
    .execute();
  await updateFollowers(scope, query.id, at);
}

/** Stops listening for a query, and for those that follow it. */
export async function retireQuery<Own>(scope: Scope<Own>, id: string, at: Date): Promise<void> {
  await own(scope.db)
    .updateTable('queries')
    .set({ active: false, changed_at: at, changed: sql`pg_current_xact_id()` })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
  await updateFollowers(scope, id, at);
}

/** Stops listening for a query that follows another one. */
export async function unfollowQuery<Own>(scope: Scope<Own>, id: string, at: Date): Promise<void> {
  await forgetFollower(scope, id);
  await retireQuery(scope, id, at);
}

/**
 * Lists queries changed since a previous call, of all workspaces, and the mark to pass to the next
 * call. A transaction that commits late is not skipped, because the mark is older than every open
 * transaction; a query may therefore be returned twice. Null lists all.
 */
export async function listChangedQueries(
  db: Kysely<Tables>,
  since: string | null,
): Promise<{ queries: ChangedQuery[]; mark: string }> {
  const all = acrossWorkspaces(db, 'listening');
  return all
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (snapshot) => {
      const { rows } = await sql<{
        mark: string;
      }>`select pg_snapshot_xmin(pg_current_snapshot())::text as mark`.execute(snapshot);
      const queries = await snapshot
        .selectFrom('queries')
        .$if(since !== null, (query) => query.where('changed', '>=', sql<string>`${since}::xid8`))
        .$if(since === null, (query) => query.where('active', '=', true))
        .select([
          'workspace_id as workspaceId',
          'id',
          'consumer',
          'query',
          'platforms',
          'languages',
          'places',
          'active',
          'changed_at as changedAt',
        ])
        .execute();
      return { queries: queries as ChangedQuery[], mark: rows[0]!.mark };
    });
}

/** Deletes queries that were retired before a time. Returns whether there may be more. */
export async function deleteRetiredQueries(
  db: Kysely<Tables>,
  before: Date,
  limit: number,
): Promise<boolean> {
  const { numDeletedRows } = await acrossWorkspaces(db, 'listening')
    .deleteFrom('queries')
    .where((eb) =>
      eb(
        eb.refTuple('workspace_id', 'id'),
        'in',
        eb
          .selectFrom('queries')
          .where('active', '=', false)
          .where('changed_at', '<', before)
          .select(['workspace_id', 'id'])
          .limit(limit)
          .$asTuple('workspace_id', 'id'),
      ),
    )
    .executeTakeFirst();
  return numDeletedRows === BigInt(limit);
}
