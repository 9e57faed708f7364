import { given } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { MOST_SKEW } from './clock-skew.ts';

/** What a runner reads: the whole platform, a search, or a place. */
export interface Position {
  /** `tail`, `search:` and the vendor's query, or `place:` and its name. */
  readonly target: string;
  readonly cursor: string | null;
  readonly failures: number;
  /** Whether a query has begun to need it since it was last read. */
  readonly isNeededAnew: boolean;
}

const POSITION = ['target', 'cursor', 'failures', 'needed_anew as isNeededAnew'] as const;

/**
 * Lists the targets of a platform that are due, longest overdue first. One that was read in the
 * future is due now: its time was set by a clock that was wrong.
 */
export async function listDuePositions(
  db: Kysely<Tables>,
  platform: string,
  now: Date,
  limit: number,
): Promise<Position[]> {
  const ahead = new Date(now.getTime() + MOST_SKEW);
  return db
    .selectFrom('positions')
    .where('platform', '=', platform)
    .where((eb) =>
      eb.or([eb('due_at', '<=', now), eb('last_success', '>', ahead), eb('failed_at', '>', ahead)]),
    )
    .orderBy('due_at')
    .limit(limit)
    .select(POSITION)
    .execute();
}

/** Returns a target's position; null if it is not read. */
export async function findPosition(
  db: Kysely<Tables>,
  platform: string,
  target: string,
): Promise<Position | null> {
  const row = await db
    .selectFrom('positions')
    .where('platform', '=', platform)
    .where('target', '=', target)
    .select(POSITION)
    .executeTakeFirst();
  return row ?? null;
}

/** A target, and when the newest query that needs it was registered. */
export interface NeededTarget {
  readonly target: string;
  readonly since: Date;
}

/**
 * Sets the targets of a platform: adds new ones, deletes those that no query needs, and makes those
 * due now that a query has begun to need. Whether another workspace reads the same target therefore
 * makes no difference to when a new query receives its first matches.
 */
export async function putTargets(
  db: Kysely<Tables>,
  platform: string,
  targets: readonly NeededTarget[],
  now: Date,
): Promise<void> {
  const names = targets.map(({ target }) => target);
  const rows = targets.map(({ target, since }) => ({ target, needed_since: since }));
  await db.transaction().execute(async (inside) => {
    await inside
      .deleteFrom('positions')
      .where('platform', '=', platform)
      .where('target', '<>', sql<string>`all(${names}::text[])`)
      .execute();
    if (rows.length === 0) return;
    await inside
      .insertInto('positions')
      .columns(['platform', 'target', 'needed_since', 'due_at'])
      .expression(
        inside
          .selectFrom(given({ target: 'text', needed_since: 'timestamptz' }, rows))
          .select([sql<string>`${platform}::text`.as('platform'), 'target', 'needed_since'])
          .select(sql<Date>`${now}::timestamptz`.as('due_at')),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['platform', 'target'])
          .doUpdateSet((eb) => ({
            needed_since: eb.ref('excluded.needed_since'),
            needed_anew: true,
            due_at: now,
          }))
          .whereRef('positions.needed_since', '<', 'excluded.needed_since'),
      )
      .execute();
  });
}

/** The state of a target. */
export interface PositionState {
  readonly platform: string;
  readonly target: string;
  readonly dueAt: Date;
  readonly lastSuccess: Date | null;
  readonly problem: string | null;
}

/** Returns the state of targets that are read, in any order. */
export async function loadPositions(
  db: Kysely<Tables>,
  targets: readonly Pick<PositionState, 'platform' | 'target'>[],
): Promise<PositionState[]> {
  if (targets.length === 0) return [];
  const platforms = targets.map(({ platform }) => platform);
  const names = targets.map(({ target }) => target);
  return db
    .selectFrom('positions')
    .innerJoin(
      sql<{ platform: string; target: string }>`unnest(${platforms}::text[], ${names}::text[])`.as<'wanted'>(
        sql`wanted(platform, target)`,
      ),
      (join) =>
        join
          .onRef('wanted.platform', '=', 'positions.platform')
          .onRef('wanted.target', '=', 'positions.target'),
    )
    .select([
      'positions.platform',
      'positions.target',
      'positions.due_at as dueAt',
      'positions.last_success as lastSuccess',
      'positions.problem',
    ])
    .execute();
}
