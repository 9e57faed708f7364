import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@tributary/kit';
import type { Source } from '@tributary/platforms';
import type { Kysely } from 'kysely';
import { holdSource, releaseSource, type SourceLease } from '../data/sources/sources.ts';
import type { Tables } from '../data/tables.ts';
import type { ActiveQueries } from './active-queries.ts';
import { type FollowParts, followSource } from './follow-source.ts';
import type { ListeningMetrics } from './metrics.ts';

/**
 * How long a lease lasts without renewal, in milliseconds: then another process takes the source.
 */
const LEASE = 20_000;
/** How often a lease is renewed, and how often other processes try to take it. */
const RENEW = 5_000;
/** How often changed queries are looked for. */
const REFRESH = 1_000;

/** What a runner needs. */
export interface RunnerParts {
  readonly db: Kysely<Tables>;
  readonly log: Logger;
  readonly clock: () => number;
  readonly sources: ReadonlyMap<string, Source>;
  readonly queries: ActiveQueries;
  readonly metrics: ListeningMetrics;
}

/**
 * Follows all sources until `signal` is aborted. Runs in every process; a lease assigns each source
 * to one of them.
 */
export async function runListening(parts: RunnerParts, signal: AbortSignal): Promise<void> {
  await parts.queries.refresh();
  const holder = randomUUID();
  await Promise.all([
    keepRefreshing(parts, signal),
    ...[...parts.sources].map(([platform, source]) => contend(parts, { platform, holder }, source, signal)),
  ]);
}

async function keepRefreshing({ queries, log }: RunnerParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await wait(REFRESH, undefined, { signal }).catch(() => {});
    await queries.refresh().catch((error) => log.error({ err: error }, 'queries could not be loaded'));
  }
}

/**
 * Tries to take the lease of a source, and follows the source for as long as it can renew the
 * lease.
 */
async function contend(
  parts: RunnerParts,
  lease: SourceLease,
  source: Source,
  signal: AbortSignal,
): Promise<void> {
  const pause = (milliseconds: number) => wait(milliseconds, undefined, { signal }).catch(() => {});
  while (!signal.aborted) {
    // A source that no query needs costs no statement.
    if (!isNeeded(parts, lease.platform, source)) await pause(REFRESH);
    else if (await renewed(parts, lease)) await followWhileHeld(parts, lease, source, signal);
    else await pause(RENEW);
  }
}

async function followWhileHeld(
  parts: RunnerParts,
  lease: SourceLease,
  source: Source,
  signal: AbortSignal,
): Promise<void> {
  const lost = new AbortController();
  const until = AbortSignal.any([signal, lost.signal]);
  const following = followSource(partsOf(parts, lease.platform, source), lease, source, until);
  const ended = following.catch(() => {}).finally(() => lost.abort());
  while (!until.aborted) {
    await wait(RENEW, undefined, { signal: until }).catch(() => {});
    if (until.aborted) break;
    if (!isNeeded(parts, lease.platform, source) || !(await renewed(parts, lease))) lost.abort();
  }
  await ended;
  await releaseSource(parts.db, lease).catch(() => {});
  await following.catch((error) => {
    if (signal.aborted) return;
    parts.log.error({ err: error, platform: lease.platform }, 'following a source has failed');
  });
}

function isNeeded({ queries }: RunnerParts, platform: string, source: Source): boolean {
  return queries.targetsOf(platform, source).length > 0;
}

/** A failed statement counts as a lost lease: without PostgreSQL nothing can be stored anyway. */
async function renewed({ db, clock, log }: RunnerParts, lease: SourceLease): Promise<boolean> {
  const now = clock();
  return holdSource(db, lease, new Date(now), new Date(now + LEASE)).catch((error) => {
    log.warn({ err: error, platform: lease.platform }, 'a lease could not be renewed');
    return false;
  });
}

function partsOf({ queries, ...parts }: RunnerParts, platform: string, source: Source): FollowParts {
  return {
    ...parts,
    match: (item, target) => queries.match(item, { platform, source, target }),
    targets: () => queries.targetsOf(platform, source),
    needing: (target) => queries.needing({ platform, source, target }),
  };
}
