import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { MOST_SKEW } from './clock-skew.ts';

/** The holder of a source's lease. */
export interface SourceLease {
  readonly platform: string;
  readonly holder: string;
}

/**
 * Takes or extends the lease of a source until `until`; false if another process holds it. A lease
 * of a clock that was wrong does not count.
 */
export async function holdSource(
  db: Kysely<Tables>,
  { platform, holder }: SourceLease,
  now: Date,
  until: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('sources')
    .values({ platform, holder, held_until: until })
    .onConflict((conflict) =>
      conflict
        .column('platform')
        .doUpdateSet({ holder, held_until: until })
        .where((eb) =>
          eb.or([
            eb('sources.holder', '=', holder),
            eb('sources.holder', 'is', null),
            eb('sources.held_until', '<=', now),
            eb('sources.held_until', '>', new Date(until.getTime() + MOST_SKEW)),
          ]),
        ),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Releases the lease, so that another process need not wait until it expires. */
export async function releaseSource(db: Kysely<Tables>, { platform, holder }: SourceLease): Promise<void> {
  await db
    .updateTable('sources')
    .set({ holder: null, held_until: null })
    .where('platform', '=', platform)
    .where('holder', '=', holder)
    .execute();
}

/**
 * Returns whether the lease is still valid; locks it until the transaction ends, so that no other
 * process can take it before what depends on it is stored.
 */
export async function holdsSource(
  db: Kysely<Tables>,
  { platform, holder }: SourceLease,
  now: Date,
): Promise<boolean> {
  const row = await db
    .selectFrom('sources')
    .where('platform', '=', platform)
    .where('holder', '=', holder)
    .where('held_until', '>', now)
    .select('platform')
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Records a successful reading of a source. */
export async function recordSourceSuccess(db: Kysely<Tables>, platform: string, now: Date): Promise<void> {
  await db
    .updateTable('sources')
    .set({ last_success: now, problem: null, next_attempt: null })
    .where('platform', '=', platform)
    .execute();
}

/** Records a failure of a source in words for an operator, and when it is read again. */
export async function recordSourceFailure(
  db: Kysely<Tables>,
  platform: string,
  { problem, now, nextAttempt }: { problem: string; now: Date; nextAttempt: Date },
): Promise<void> {
  await db
    .updateTable('sources')
    .set({ last_failure: now, problem, next_attempt: nextAttempt })
    .where('platform', '=', platform)
    .execute();
}

/** The stored state of a source. */
export interface StoredSource {
  readonly platform: string;
  readonly lastSuccess: Date | null;
  readonly lastFailure: Date | null;
  readonly problem: string | null;
  readonly nextAttempt: Date | null;
  /** Whether a process follows it. */
  readonly isFollowed: boolean;
}

/** Lists the state of every source that has been followed. */
export async function listSources(db: Kysely<Tables>, now: Date): Promise<StoredSource[]> {
  return db
    .selectFrom('sources')
    .select([
      'platform',
      'last_success as lastSuccess',
      'last_failure as lastFailure',
      'problem',
      'next_attempt as nextAttempt',
      sql<boolean>`coalesce(held_until > ${now}, false)`.as('isFollowed'),
    ])
    .execute();
}
