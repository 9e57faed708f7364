import {
  type DeletionCheck,
  type DeletionCheckLimits,
  type ListeningPlatform,
  platformOf,
} from '@tributary/platforms';
import type { Kysely } from 'kysely';
import {
  type DeletionCheckState,
  findDeletionCheck,
  listSeenAfter,
  putDeletionCheck,
  storeFoundDeletions,
} from '../data/deletion-checks.ts';
import type { Tables } from '../data/tables.ts';
import type { RecheckParts } from './recheck-items.ts';

/** How long a job may run before another takes its place, in milliseconds. */
const LONGEST_JOB = 6 * 60 * 60_000;
/** How long a check waits after a failure, in milliseconds. */
const PAUSE = 30 * 60_000;

/** A platform whose items are checked. */
interface CheckedPlatform {
  readonly db: Kysely<Tables>;
  readonly platform: string;
  readonly check: DeletionCheck;
  readonly limits: DeletionCheckLimits;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/**
 * Continues the checks of stored items at platforms whose terms require that their deletions are
 * followed: reads the result of the running job, delivers its deletions, and starts the next job.
 */
export async function checkDeletions(parts: RecheckParts, signal: AbortSignal): Promise<void> {
  const { db, clock, log, sources } = parts;
  for (const [platform, { deletions: check }] of sources) {
    const limits = platformOf(platform as ListeningPlatform).listen?.deletionCheck;
    if (signal.aborted) return;
    if (!check || !limits) continue;
    const now = new Date(clock());
    const state = await findDeletionCheck(db, platform);
    if (state && isAhead(state.dueAt, now, limits.intervalMs)) continue;
    try {
      await continueCheck({ db, platform, check, limits, now, signal }, state ?? firstPass(now));
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error, platform }, 'the check for deleted items has failed');
      // What was stored before the failure stays: a result need not be read twice.
      const reached = (await findDeletionCheck(db, platform)) ?? firstPass(now);
      const dueAt = new Date(now.getTime() + PAUSE);
      await putDeletionCheck(db, platform, { ...reached, job: null, dueAt });
    }
  }
}

function firstPass(now: Date): DeletionCheckState {
  return { passBeganAt: now, checkedTo: '', job: null, dueAt: now };
}

/**
 * Returns whether a stored time is ahead. One that is further ahead than any that is stored was
 * written by a process whose clock was wrong.
 */
function isAhead(time: Date, now: Date, furthest: number): boolean {
  const left = time.getTime() - now.getTime();
  return left > 0 && left <= furthest;
}

async function continueCheck(of: CheckedPlatform, state: DeletionCheckState): Promise<void> {
  const finished = state.job ? await takeResult(of, state, state.job) : state;
  if (finished) await startNext(of, finished);
}

/** Delivers what a job has found; returns null if it still runs. */
async function takeResult(
  { db, platform, check, now, signal }: CheckedPlatform,
  state: DeletionCheckState,
  { id, to, startedAt }: NonNullable<DeletionCheckState['job']>,
): Promise<DeletionCheckState | null> {
  const deleted = await check.result(id, { signal });
  if (deleted === null) {
    const isYoung = isAhead(new Date(startedAt.getTime() + LONGEST_JOB), now, LONGEST_JOB);
    return isYoung ? null : { ...state, job: null };
  }
  const next = { ...state, job: null, checkedTo: to };
  await storeFoundDeletions(db, platform, { deleted, state: next }, now);
  return next;
}

/** Starts the next job of the pass, or of a new pass when it is time for one. */
async function startNext(of: CheckedPlatform, state: DeletionCheckState): Promise<void> {
  const { db, platform, check, limits, now, signal } = of;
  const list = ({ passBeganAt, checkedTo }: DeletionCheckState) =>
    listSeenAfter(db, platform, { id: checkedTo, foundBefore: passBeganAt, limit: limits.mostItems });
  let pass = state;
  let ids = await list(pass);
  if (ids.length === 0) {
    const dueAt = new Date(state.passBeganAt.getTime() + limits.intervalMs);
    if (isAhead(dueAt, now, limits.intervalMs)) return putDeletionCheck(db, platform, { ...state, dueAt });
    pass = { ...state, passBeganAt: now, checkedTo: '' };
    ids = await list(pass);
  }
  const last = ids.at(-1);
  const job =
    last === undefined ? null : { id: await check.start(ids, { signal }), to: last, startedAt: now };
  await putDeletionCheck(db, platform, { ...pass, job, dueAt: now });
}
