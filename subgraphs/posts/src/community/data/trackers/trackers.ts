import { inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import { type ListeningQuery, putBackfills, registerQuery, retireQuery } from '@tributary/listening';
import { sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';

/** A place to read, on a platform: a subreddit, an instance, a forum, a repository. */
export interface TrackedCommunity {
  readonly source: string;
  readonly name: string;
}

/** What a user decides about a tracker; the query is canonical. */
export interface TrackerValues {
  readonly name: string;
  readonly query: string;
  readonly platforms: readonly string[] | null;
  readonly languages: readonly string[] | null;
  readonly feeds: readonly string[];
  readonly communities: readonly TrackedCommunity[];
  readonly context: string;
}

/** A tracker of a workspace. */
export interface Tracker extends TrackerValues {
  readonly id: string;
  readonly status: 'active' | 'paused';
  readonly createdAt: Date;
  /** Since when its current query is listened for. */
  readonly changedAt: Date;
}

/** Maximum number of trackers per workspace. */
export const MOST_TRACKERS = 500;

const DELETED = 'deleted';

/** Lists all trackers of the workspace, oldest first. */
export function listTrackers(scope: Scope<Tables>): Promise<Tracker[]> {
  return trackers(scope).orderBy('created_at').orderBy('id').execute() as Promise<Tracker[]>;
}

/** Returns trackers of the workspace by id, in any order, for a loader. */
export function loadTrackers(scope: Scope<Tables>, ids: readonly string[]): Promise<Tracker[]> {
  return trackers(scope).where('id', '=', sql<string>`any(${ids}::uuid[])`).execute() as Promise<Tracker[]>;
}

function trackers({ db, workspaceId }: Scope<Tables>) {
  return db
    .selectFrom('trackers')
    .where('workspace_id', '=', workspaceId)
    .where('status', '<>', DELETED)
    .select(['id', 'name', 'query', 'platforms', 'languages', 'feeds', 'communities', 'context', 'status'])
    .select(['created_at as createdAt', 'changed_at as changedAt']);
}

/** Why a tracker was not stored. */
export type Refusal = 'name' | 'limit' | 'missing';

/**
 * Inserts a tracker and listens for its query, in one transaction; refuses a name that another
 * tracker has, and more trackers than a workspace may have.
 */
export function insertTracker(
  scope: Scope<Tables>,
  values: TrackerValues,
  now: Date,
): Promise<Tracker | Refusal> {
  return inTransaction(scope, async (inside) => {
    // Serializes concurrent inserts, which could otherwise exceed the limit together.
    await lockInTransaction(inside.db, `posts.trackers ${scope.workspaceId}`);
    if (await hasName(inside, values.name, null)) return 'name';
    const { count } = await inside.db
      .selectFrom('trackers')
      .where('workspace_id', '=', scope.workspaceId)
      .where('status', '<>', DELETED)
      .select(sql<number>`count(*)::integer`.as('count'))
      .executeTakeFirstOrThrow();
    if (count >= MOST_TRACKERS) return 'limit';
    const { id } = await inside.db
      .insertInto('trackers')
      .values({
        workspace_id: scope.workspaceId,
        ...columnsOf(values),
        status: 'active',
        created_at: now,
        changed_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return listenFor(inside, id, now);
  });
}

/**
 * Updates a tracker, and listens for its query from now on if it is active. A backfill for another
 * query ends, because its searches would miss posts that the new query matches.
 */
export function updateTracker(
  scope: Scope<Tables>,
  id: string,
  values: TrackerValues,
  now: Date,
): Promise<Tracker | Refusal> {
  return inTransaction(scope, async (inside) => {
    await lockInTransaction(inside.db, `posts.trackers ${scope.workspaceId}`);
    if (await hasName(inside, values.name, id)) return 'name';
    const [before] = await loadTrackers(inside, [id]);
    if (!before || !(await put(inside, id, { ...columnsOf(values), changed_at: now }))) return 'missing';
    if (before.query !== values.query) await putBackfills(inside, id, { searches: [], since: now, now });
    return listenFor(inside, id, now);
  });
}

/** Pauses or resumes a tracker; null if the workspace has no such tracker. */
export function setTrackerStatus(
  scope: Scope<Tables>,
  id: string,
  status: Tracker['status'],
  now: Date,
): Promise<Tracker | null> {
  return inTransaction(scope, async (inside) => {
    const [tracker] = await loadTrackers(inside, [id]);
    if (!tracker || tracker.status === status) return tracker ?? null;
    await put(inside, id, { status, changed_at: now });
    return listenFor(inside, id, now);
  });
}

/**
 * Deletes a tracker; its matches are deleted by a job, until which they are not shown. Returns
 * whether the workspace had such a tracker.
 */
export function deleteTracker(scope: Scope<Tables>, id: string, now: Date): Promise<boolean> {
  return inTransaction(scope, async (inside) => {
    const found = await put(inside, id, { status: DELETED, changed_at: now });
    if (found) await retireQuery(inside, id, now);
    return found;
  });
}

async function put(
  { db, workspaceId }: Scope<Tables>,
  id: string,
  values: Partial<ReturnType<typeof columnsOf>> & {
    changed_at: Date;
    status?: Tracker['status'] | typeof DELETED;
  },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('trackers')
    .set(values)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('status', '<>', DELETED)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Registers the query of a stored tracker if it is active, or retires it; returns the tracker. */
async function listenFor(scope: Scope<Tables>, id: string, now: Date): Promise<Tracker> {
  const [tracker] = await loadTrackers(scope, [id]);
  if (tracker!.status === 'active') await registerQuery(scope, queryOf(tracker!), now);
  else await retireQuery(scope, id, now);
  return tracker!;
}

/** Returns the query that sources are matched against. */
export function queryOf(tracker: Tracker): ListeningQuery {
  const { id, query, platforms, languages, feeds, communities } = tracker;
  const bySource = Object.groupBy(communities, ({ source }) => source);
  const places = Object.fromEntries(
    Object.entries(bySource).map(([source, named]) => [source, named!.map(({ name }) => name)]),
  );
  const all = feeds.length > 0 ? { ...places, feeds } : places;
  return { id, consumer: 'tracker', query, platforms, languages, places: all };
}

async function hasName(scope: Scope<Tables>, name: string, except: string | null): Promise<boolean> {
  const found = await scope.db
    .selectFrom('trackers')
    .where('workspace_id', '=', scope.workspaceId)
    .where('status', '<>', DELETED)
    .where('folded', '=', name.toLowerCase())
    .$if(except !== null, (query) => query.where('id', '<>', except!))
    .select('id')
    .executeTakeFirst();
  return found !== undefined;
}

function columnsOf(values: TrackerValues) {
  const { name, query, platforms, languages, feeds, communities, context } = values;
  return {
    name,
    folded: name.toLowerCase(),
    query,
    platforms: platforms && [...platforms],
    languages: languages && [...languages],
    feeds: [...feeds],
    communities: JSON.stringify(communities),
    context,
  };
}
