import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@tributary/kit';
import { BudgetError, type Item, type Source } from '@tributary/platforms';
import type { Kysely } from 'kysely';
import {
  recordBackfillFailure,
  storeBackfillPage,
  type TakenBackfill,
  takeBackfill,
} from '../data/backfills.ts';
import type { Match } from '../data/matches.ts';
import type { Tables } from '../data/tables.ts';
import { findMatches } from '../matching/find-matches.ts';
import { completeItems } from '../runner/complete-items.ts';
import { failureOf } from '../runner/outcome.ts';
import { onBehalfOf } from '../runner/payers.ts';

/** What backfilling needs. */
export interface BackfillParts {
  readonly db: Kysely<Tables>;
  readonly log: Logger;
  readonly clock: () => number;
  readonly sources: ReadonlyMap<string, Source>;
}

/** Maximum number of pages of one search, in case a query matches a great part of a platform. */
export const MOST_PAGES = 50;
/** Attempts to read a page before its search is given up. */
const MOST_FAILURES = 8;
/** How often waiting searches are looked for, in milliseconds. */
const LOOK_EVERY = 2_000;
/** How long a page may take before another process reads it, in milliseconds. */
const LEASE = 120_000;

/**
 * Reads the pages of waiting searches, one at a time in each process, until `signal` is aborted.
 * The search that has waited longest comes first, so that a long one does not delay the others.
 */
export async function runBackfills(parts: BackfillParts, signal: AbortSignal): Promise<void> {
  const { db, clock, sources } = parts;
  const searchable = [...sources].filter(([, { search }]) => search).map(([platform]) => platform);
  while (!signal.aborted) {
    const now = clock();
    const taken = await takeBackfill(db, searchable, new Date(now), new Date(now + LEASE));
    if (taken) await readPage(parts, taken, signal);
    else await wait(LOOK_EVERY, undefined, { signal }).catch(() => {});
  }
}

async function readPage(parts: BackfillParts, taken: TakenBackfill, signal: AbortSignal): Promise<void> {
  const { db, clock } = parts;
  const { cursor } = taken;
  const source = parts.sources.get(taken.platform)!;
  const until = AbortSignal.any([signal, AbortSignal.timeout(LEASE / 2)]);
  try {
    const { batch, matches } = await onBehalfOf(
      () => [taken.workspaceId],
      () => search(source, taken, until),
    );
    const isLast = !batch.more || batch.cursor === cursor || taken.pages + 1 >= MOST_PAGES;
    const next = isLast ? null : batch.cursor;
    await storeBackfillPage(db, taken, { matches, cursor: next, now: new Date(clock()) });
  } catch (error) {
    if (signal.aborted) return;
    await postpone(parts, taken, error);
  }
}

/** Reads a page, and its matches with the query; a vendor's search finds more than the query. */
async function search(source: Source, taken: TakenBackfill, signal: AbortSignal) {
  const { since, cursor } = taken;
  const batch = await source.search!.search({ query: taken.search, since, cursor }, { signal });
  return { batch, matches: await matchesOf(batch.items, taken, source, signal) };
}

async function matchesOf(
  items: readonly Item[],
  { workspaceId, queryId, consumer, query, languages }: TakenBackfill,
  source: Source,
  signal: AbortSignal,
): Promise<Match[]> {
  const found = findMatches({ query, platforms: null, languages }, items);
  const matching = found.map(({ item }) => item);
  const complete = await completeItems(source, matching, signal);
  return found.map(({ reasons }, at) => ({ workspaceId, queryId, consumer, item: complete[at]!, reasons }));
}

/**
 * Records when a page is read again. A used-up budget is not a failure: the search continues when
 * the quota or the day's spending cap allows it.
 */
async function postpone(
  { db, clock, log }: BackfillParts,
  taken: TakenBackfill,
  error: unknown,
): Promise<void> {
  const now = clock();
  const { problem, pause, logged } = failureOf(error, taken.failures, LOOK_EVERY, now);
  const failures = taken.failures + (error instanceof BudgetError ? 0 : 1);
  const dueAt = failures >= MOST_FAILURES ? null : new Date(now + pause);
  log.warn({ ...logged, platform: taken.platform, until: dueAt }, 'reading a backfill has failed');
  await recordBackfillFailure(db, taken, { problem, dueAt, failures, now: new Date(now) });
}
