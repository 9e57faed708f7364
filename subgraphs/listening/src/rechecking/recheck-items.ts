import type { Logger } from '@tributary/kit';
import { BudgetError, type ListeningPlatform, platformOf, type Source } from '@tributary/platforms';
import type { Kysely } from 'kysely';
import { type DueRecheck, listDueRechecks, type Rechecked, storeRechecks } from '../data/rechecks.ts';
import { listBudgets, quotaLeft } from '../data/sources/budgets.ts';
import type { Tables } from '../data/tables.ts';
import { onBehalfOf } from '../runner/payers.ts';

/** What rechecking needs. */
export interface RecheckParts {
  readonly db: Kysely<Tables>;
  readonly log: Logger;
  readonly clock: () => number;
  readonly sources: ReadonlyMap<string, Source>;
}

/** Items of a platform per run. */
const MOST_ITEMS = 100;
/**
 * Items overdue by more than this are skipped, in milliseconds: trackers find more of them than the
 * quota allows to read again.
 */
const MOST_OVERDUE = 24 * 60 * 60_000;
/** Share of every quota that is left to reading what is new. */
const LEAST_LEFT = 0.5;

/**
 * Reads delivered items again, an hour, a day and a week after they were found, and delivers their
 * new counts and the deletions that the platform has not announced.
 */
export async function recheckItems(parts: RecheckParts, signal: AbortSignal): Promise<void> {
  for (const [platform, source] of parts.sources) {
    if (signal.aborted) return;
    try {
      if (source.recheck) await recheckPlatform(parts, platform, source, signal);
    } catch (error) {
      if (signal.aborted) return;
      // The items stay due.
      if (!(error instanceof BudgetError)) parts.log.warn({ err: error, platform }, 'rechecking has failed');
    }
  }
}

async function recheckPlatform(
  { db, clock }: RecheckParts,
  platform: string,
  source: Source,
  signal: AbortSignal,
): Promise<void> {
  const now = clock();
  const after = new Date(now - MOST_OVERDUE);
  const due = await listDueRechecks(db, platform, { after, now: new Date(now), limit: MOST_ITEMS });
  if (due.length === 0) return;
  const { quota } = platformOf(platform as ListeningPlatform).listen!;
  const left = quotaLeft(platform, quota, await listBudgets(db), now);
  if (left !== null && left < LEAST_LEFT) return;
  const workspaces = [...new Set(due.flatMap((each) => each.workspaces))];
  const ids = due.map(({ nativeId }) => nativeId);
  const states = await onBehalfOf(
    () => workspaces,
    () => source.recheck!(ids, { signal }),
  );
  await storeRechecks(db, platform, recheckedOf(due, states), new Date(clock()));
}

function recheckedOf(
  due: readonly DueRecheck[],
  states: Awaited<ReturnType<NonNullable<Source['recheck']>>>,
): Rechecked {
  const read = due.map(({ nativeId }, at) => ({ nativeId, state: states[at] ?? null }));
  return {
    nativeIds: due.map(({ nativeId }) => nativeId),
    deleted: read.flatMap(({ nativeId, state }) => (state === 'deleted' ? [nativeId] : [])),
    counted: read.flatMap(({ nativeId, state }) =>
      state === null || state === 'deleted' ? [] : [{ nativeId, metrics: state.metrics }],
    ),
  };
}
