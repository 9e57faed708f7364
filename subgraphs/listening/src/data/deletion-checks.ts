import type { Kysely } from 'kysely';
import { insertDeletions } from './matches.ts';
import type { Tables } from './tables.ts';

/** How far the check of a platform's items has come. Passes go through all items by their ids. */
export interface DeletionCheckState {
  readonly passBeganAt: Date;
  /** The last item that the pass has checked; empty at its beginning. */
  readonly checkedTo: string;
  /** The job that the platform runs, and the last of its items; null if none runs. */
  readonly job: { readonly id: string; readonly to: string; readonly startedAt: Date } | null;
  /** When the job of the process looks at it again. */
  readonly dueAt: Date;
}

/** Finds the state of a platform's check. */
export async function findDeletionCheck(
  db: Kysely<Tables>,
  platform: string,
): Promise<DeletionCheckState | undefined> {
  const row = await db
    .selectFrom('deletion_checks')
    .where('platform', '=', platform)
    .selectAll()
    .executeTakeFirst();
  if (!row) return undefined;
  const { pass_began_at: passBeganAt, checked_to: checkedTo, job, job_to, job_started_at, due_at } = row;
  return {
    passBeganAt,
    checkedTo,
    job: job === null ? null : { id: job, to: job_to!, startedAt: job_started_at! },
    dueAt: due_at,
  };
}

/** Stores the state of a platform's check. */
export async function putDeletionCheck(
  db: Kysely<Tables>,
  platform: string,
  { passBeganAt, checkedTo, job, dueAt }: DeletionCheckState,
): Promise<void> {
  const values = {
    pass_began_at: passBeganAt,
    checked_to: checkedTo,
    job: job?.id ?? null,
    job_to: job?.to ?? null,
    job_started_at: job?.startedAt ?? null,
    due_at: dueAt,
  };
  await db
    .insertInto('deletion_checks')
    .values({ platform, ...values })
    .onConflict((conflict) => conflict.column('platform').doUpdateSet(values))
    .execute();
}

/** Lists items of a platform in the order of their ids: found before a time, after an id. */
export async function listSeenAfter(
  db: Kysely<Tables>,
  platform: string,
  { id, foundBefore, limit }: { readonly id: string; readonly foundBefore: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('seen')
    .where('platform', '=', platform)
    .where('native_id', '>', id)
    .where('found_at', '<', foundBefore)
    .groupBy('native_id')
    .orderBy('native_id')
    .limit(limit)
    .select('native_id as nativeId')
    .execute();
  return rows.map(({ nativeId }) => nativeId);
}

/** Delivers the deletions that a check has found, and stores its state in the same transaction. */
export async function storeFoundDeletions(
  db: Kysely<Tables>,
  platform: string,
  { deleted, state }: { readonly deleted: readonly string[]; readonly state: DeletionCheckState },
  now: Date,
): Promise<number> {
  const deletions = deleted.map((nativeId) => ({ nativeId }));
  return db.transaction().execute(async (inside) => {
    const stored = await insertDeletions(inside, platform, { deletions, origin: 'recheck' }, now);
    await putDeletionCheck(inside, platform, state);
    return stored;
  });
}
