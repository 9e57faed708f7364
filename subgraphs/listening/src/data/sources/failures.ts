import { given, namesOf } from '@tributary/kit/postgres';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Consumer, Tables } from '../tables.ts';

/** A query that needs a target. */
export interface NeedingQuery {
  readonly workspaceId: string;
  readonly id: string;
  readonly consumer: Consumer;
  /** When it was registered or last changed. */
  readonly changedAt: Date;
}

/** A failed reading of a target. */
export interface FailedReading {
  readonly platform: string;
  readonly target: string;
  /** The place that could not be read; null if it is the platform. */
  readonly place: string | null;
  /** The problem in words. */
  readonly problem: string;
  readonly now: Date;
  readonly dueAt: Date;
}

/** A target is failing after this many attempts in a row, … */
const FAILING_ATTEMPTS = 3;
/** … and this many milliseconds after its last success, or after the query began to need it. */
const FAILING_AFTER = 15 * 60_000;

/**
 * Records a failed reading: the position stays. Queries for which the target is failing from now on
 * receive a delivery that says so, once until the target is read again.
 */
export async function recordFailure(
  db: Kysely<Tables>,
  reading: FailedReading,
  queries: readonly NeedingQuery[],
): Promise<void> {
  const { platform, target, problem, now, dueAt } = reading;
  await db.transaction().execute(async (inside) => {
    const before = await inside
      .selectFrom('positions')
      .where('platform', '=', platform)
      .where('target', '=', target)
      .select(['failures', 'failed_at', 'last_success'])
      .forUpdate()
      .executeTakeFirst();
    if (!before) return;
    await inside
      .updateTable('positions')
      .set({ problem, due_at: dueAt, failures: before.failures + 1, failed_at: now })
      // A success in the future, by a clock that was wrong, would keep the target due.
      .set({
        last_success: sql<Date | null>`case when last_success is not null then least(last_success, ${now}) end`,
      })
      .where('platform', '=', platform)
      .where('target', '=', target)
      .execute();
    const failing = queries.filter((query) => beginsToFail(before, query, now));
    await insertFailures(inside, reading, before.last_success, failing);
  });
}

type Before = Pick<Selectable<Tables['positions']>, 'failures' | 'failed_at' | 'last_success'>;

function beginsToFail(
  { failures, failed_at, last_success }: Before,
  query: NeedingQuery,
  now: Date,
): boolean {
  const since = Math.max(query.changedAt.getTime(), last_success?.getTime() ?? 0);
  const isFailing = (attempts: number, at: Date) =>
    attempts >= FAILING_ATTEMPTS && at.getTime() - since >= FAILING_AFTER;
  return isFailing(failures + 1, now) && !(failed_at && isFailing(failures, failed_at));
}

const COLUMNS = { workspace_id: 'uuid', query_id: 'uuid', consumer: 'text', item: 'jsonb' } as const;

async function insertFailures(
  db: Kysely<Tables>,
  { platform, place, problem, now }: FailedReading,
  lastSuccess: Date | null,
  queries: readonly NeedingQuery[],
): Promise<void> {
  if (queries.length === 0) return;
  const rows = queries.map(({ workspaceId, id, consumer, changedAt }) => {
    // An earlier success would tell that another query has the same target.
    const own = lastSuccess !== null && lastSuccess >= changedAt ? lastSuccess : null;
    const item = { platform, place, problem, lastSuccess: own };
    return { workspace_id: workspaceId, query_id: id, consumer, item };
  });
  await db
    .insertInto('deliveries')
    .columns([...namesOf(COLUMNS), 'change', 'origin', 'found_at'])
    .expression(
      db
        .selectFrom(given(COLUMNS, rows))
        .select(namesOf(COLUMNS))
        .select([sql<string>`'failing'`.as('change'), sql<string>`'tail'`.as('origin')])
        .select(sql<Date>`${now}::timestamptz`.as('found_at')),
    )
    .execute();
}
