import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import { own } from './own.ts';
import type { Consumer } from './tables.ts';

/** A query that is the same as another one of its workspace, also after the other one changes. */
export interface Follower {
  /** The id of the object that it belongs to. */
  readonly id: string;
  readonly consumer: Consumer;
  /** The id of the query that it follows. */
  readonly follows: string;
  /** Platforms that it is limited to; null for all of the other query. */
  readonly platforms: readonly string[] | null;
}

/**
 * Starts to listen for the query of another object. Returns false if the workspace does not listen
 * for such a query now. `scope` is a transaction of the consumer.
 */
export async function followQuery<Own>(scope: Scope<Own>, follower: Follower, at: Date): Promise<boolean> {
  const db = own(scope.db);
  // Waits for a concurrent change of the query, which would not see the new follower.
  const followed = await db
    .selectFrom('queries')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', follower.follows)
    .where('active', '=', true)
    .select('id')
    .forUpdate()
    .executeTakeFirst();
  if (!followed) return false;
  const { follows, consumer } = follower;
  const values = { follows, consumer, platforms: follower.platforms && [...follower.platforms] };
  await db
    .insertInto('followers')
    .values({ workspace_id: scope.workspaceId, id: follower.id, ...values })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(values))
    .execute();
  await updateFollowers(scope, follows, at);
  return true;
}

/** Stops following; the caller retires the query. */
export async function forgetFollower<Own>(scope: Scope<Own>, id: string): Promise<void> {
  await own(scope.db)
    .deleteFrom('followers')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Copies a query that was registered, changed or retired to the queries that follow it. */
export async function updateFollowers<Own>(
  { db, workspaceId }: Scope<Own>,
  followed: string,
  at: Date,
): Promise<void> {
  await sql`
    insert into listening.queries
      (workspace_id, id, consumer, query, platforms, languages, places, active, changed_at, changed)
    select f.workspace_id, f.id, f.consumer, q.query,
      case when f.platforms is null then q.platforms
        when q.platforms is null then f.platforms
        else array(select unnest(q.platforms) intersect select unnest(f.platforms)) end,
      q.languages, q.places, q.active, ${at}, pg_current_xact_id()
    from listening.followers f
    join listening.queries q on q.workspace_id = f.workspace_id and q.id = f.follows
    where f.workspace_id = ${workspaceId} and f.follows = ${followed}
    on conflict (workspace_id, id) do update set query = excluded.query, platforms = excluded.platforms,
      languages = excluded.languages, places = excluded.places, active = excluded.active,
      changed_at = excluded.changed_at, changed = excluded.changed`.execute(db);
}
