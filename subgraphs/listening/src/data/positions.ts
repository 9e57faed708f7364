import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from './tables.ts';

/** What a runner reads: the whole platform, a search, or a place. */
export interface Position {
  /** `tail`, `search:` and the vendor's query, or `place:` and its name. */
  readonly target: string;
  readonly cursor: string | null;
  readonly failures: number;
}

/** Lists the targets of a platform that are due, longest overdue first. */
export async function listDuePositions(
  db: Kysely<Tables>,
  platform: string,
  now: Date,
  limit: number,
): Promise<Position[]> {
  return db
    .selectFrom('positions')
    .where('platform', '=', platform)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .select(['target', 'cursor', 'failures'])
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
    .select(['target', 'cursor', 'failures'])
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Sets the targets of a platform: adds new ones, due now, and deletes those that no query needs.
 */
export async function putTargets(
  db: Kysely<Tables>,
  platform: string,
  targets: readonly string[],
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (inside) => {
    await inside
      .deleteFrom('positions')
      .where('platform', '=', platform)
      .where('target', '<>', sql<string>`all(${targets}::text[])`)
      .execute();
    if (targets.length === 0) return;
    await inside
      .insertInto('positions')
      .values(targets.map((target) => ({ platform, target, due_at: now })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
}

/** Records a failed reading: the position stays. */
export async function recordFailure(
  db: Kysely<Tables>,
  platform: string,
  target: string,
  { problem, dueAt }: { problem: string; dueAt: Date },
): Promise<void> {
  await db
    .updateTable('positions')
    .set((eb) => ({ problem, due_at: dueAt, failures: eb('failures', '+', 1) }))
    .where('platform', '=', platform)
    .where('target', '=', target)
    .execute();
}
