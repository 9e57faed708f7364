import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@tributary/kit';
import type { Batch, Item, Source } from '@tributary/platforms';
import type { Kysely } from 'kysely';
import { LeaseLostError, type Match, type Origin, storeReading } from '../data/matches.ts';
import { type NeedingQuery, recordFailure } from '../data/sources/failures.ts';
import {
  findPosition,
  listDuePositions,
  type NeededTarget,
  type Position,
  putTargets,
} from '../data/sources/positions.ts';
import { recordSourceFailure, recordSourceSuccess, type SourceLease } from '../data/sources/sources.ts';
import type { Tables } from '../data/tables.ts';
import { completeItems } from './complete-items.ts';
import type { ListeningMetrics } from './metrics.ts';
import { failureOf } from './outcome.ts';
import { onBehalfOf } from './payers.ts';
import { type Reader, readerOf } from './readers.ts';
import { parseTarget } from './targets.ts';

/** What following a source needs. */
export interface FollowParts {
  readonly db: Kysely<Tables>;
  readonly log: Logger;
  readonly clock: () => number;
  /** Returns the matches of an item with the active queries that need a target. */
  readonly match: (item: Item, target: string) => readonly Omit<Match, 'item'>[];
  /** Returns what must be read now; changes as queries come and go. */
  readonly targets: () => readonly NeededTarget[];
  /** Lists the queries that a target is read for. */
  readonly needing: (target: string) => readonly NeedingQuery[];
  readonly metrics: ListeningMetrics;
}

/** How often due targets and changed queries are looked for, in milliseconds. */
const LOOK_EVERY = 1_000;
/** Positions read in one turn, so that a change of queries is noticed between turns. */
const POSITIONS = 100;
/** Pause between attempts to open a broken stream, before it doubles. */
const STREAM_PAUSE = 1_000;

/**
 * Reads a source until `signal` is aborted or its lease is lost: polls each target when it is due,
 * and keeps the stream open if the source has one.
 */
export async function followSource(
  parts: FollowParts,
  lease: SourceLease,
  source: Source,
  signal: AbortSignal,
): Promise<void> {
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  try {
    await Promise.all([pollTargets(parts, lease, source, both), keepStream(parts, lease, source, both)]);
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    parts.log.warn({ platform: lease.platform }, 'another process has taken over this source');
  } finally {
    own.abort();
  }
}

async function pollTargets(
  parts: FollowParts,
  lease: SourceLease,
  source: Source,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock } = parts;
  let known: readonly NeededTarget[] | null = null;
  while (!signal.aborted) {
    const targets = parts.targets();
    if (targets !== known) {
      await putTargets(db, lease.platform, targets, new Date(clock()));
      known = targets;
    }
    const due = await listDuePositions(db, lease.platform, new Date(clock()), POSITIONS);
    for (const position of due) {
      if (signal.aborted) return;
      await readTarget(parts, lease, source, position, signal);
    }
    if (due.length < POSITIONS) await pause(signal);
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  await wait(LOOK_EVERY, undefined, { signal }).catch(() => {});
}

/** Reads a target until it has no more; a failure postpones it. */
async function readTarget(
  parts: FollowParts,
  lease: SourceLease,
  source: Source,
  position: Position,
  signal: AbortSignal,
): Promise<void> {
  const { target, cursor, isNeededAnew } = position;
  const reader = readerOf(source, parseTarget(target), parts.clock);
  if (!reader) return;
  const reading = { parts, lease, source, target, reader };
  try {
    if (isNeededAnew && cursor !== null && reader.hasBacklog) await readPages(reading, null, cursor, signal);
    await readPages(reading, cursor, null, signal);
  } catch (error) {
    if (error instanceof LeaseLostError || signal.aborted) throw error;
    await postpone(parts, lease, position, error, reader.intervalMs);
  }
}

/** A target that is being read. */
interface TargetReading {
  readonly parts: FollowParts;
  readonly lease: SourceLease;
  readonly source: Source;
  readonly target: string;
  readonly reader: Reader;
}

/**
 * Reads from `cursor` until there is no more, and stores each batch. With `resumeAt`, what is read
 * is the backlog of a target that others read already, for a query that is new: the position stays
 * there, so that nothing is skipped. Without this reading, a new query would find less, and later,
 * than if no other workspace had the same target, and so learn about that workspace.
 */
async function readPages(
  { parts, lease, source, target, reader }: TargetReading,
  cursor: string | null,
  resumeAt: string | null,
  signal: AbortSignal,
): Promise<void> {
  const { origin, intervalMs } = reader;
  const startedAt = parts.clock();
  const payers = () => workspacesOf(parts.needing(target));
  for (let at = cursor; ; ) {
    const from = at;
    const batch = await onBehalfOf(payers, () => reader.read(from, signal));
    const wait = batch.more || resumeAt !== null ? 0 : untilNext(startedAt, intervalMs, parts.clock());
    const stored = resumeAt === null ? batch : { ...batch, cursor: resumeAt };
    const isNeededAnew = resumeAt !== null;
    await store(parts, lease, source, { target, origin, batch: stored, wait, isNeededAnew }, signal);
    if (!batch.more || batch.cursor === from) return;
    at = batch.cursor;
  }
}

/**
 * Returns the milliseconds until a reading that began an interval after the current one, so that
 * the time that a reading takes does not add to the age of what the next one finds.
 */
function untilNext(startedAt: number, intervalMs: number, now: number): number {
  const taken = Math.max(now - startedAt, 0);
  return Math.max(intervalMs - taken, 0);
}

/**
 * Keeps the stream of a source open, from the stored cursor, with growing pauses after failures.
 */
async function keepStream(
  parts: FollowParts,
  lease: SourceLease,
  source: Source,
  signal: AbortSignal,
): Promise<void> {
  const { tail } = source;
  if (!tail || !('stream' in tail)) return;
  for (let failures = 0; !signal.aborted; ) {
    const position = await findPosition(parts.db, lease.platform, 'tail');
    if (!position) {
      await pause(signal);
      continue;
    }
    try {
      for await (const batch of tail.stream(position.cursor, { signal })) {
        await store(
          parts,
          lease,
          source,
          { target: 'tail', origin: 'tail', batch, wait: 0, isNeededAnew: false },
          signal,
        );
        failures = 0;
      }
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      if (signal.aborted) return;
      const delay = await postpone(parts, lease, { ...position, failures }, error, STREAM_PAUSE);
      failures += 1;
      await wait(delay, undefined, { signal }).catch(() => {});
    }
  }
}

/** A batch to store, and how long to wait before the target is read again. */
interface Received {
  readonly target: string;
  readonly origin: Origin;
  readonly batch: Batch;
  readonly wait: number;
  /** Whether a query is still to receive what the target had before. */
  readonly isNeededAnew: boolean;
}

/** Matches the items of a batch, completes those that match, and stores them with the position. */
async function store(
  { db, clock, match, metrics }: FollowParts,
  lease: SourceLease,
  source: Source,
  { target, origin, batch, wait, isNeededAnew }: Received,
  signal: AbortSignal,
): Promise<void> {
  const matched = batch.items
    .map((item) => ({ item, matches: match(item, target) }))
    .filter(({ matches }) => matches.length > 0);
  const payers = () => workspacesOf(matched.flatMap((each) => each.matches));
  const items = matched.map(({ item }) => item);
  const complete = await onBehalfOf(payers, () => completeItems(source, items, signal));
  const matches = matched.flatMap((each, at) => each.matches.map((one) => ({ ...one, item: complete[at]! })));
  const now = new Date(clock());
  const dueAt = new Date(now.getTime() + wait);
  const { cursor, deletions } = batch;
  const reading = { target, matches, deletions, origin, cursor, dueAt, isNeededAnew };
  const counted = await storeReading(db, lease, reading, now);
  await recordSourceSuccess(db, lease.platform, now);
  metrics.items.inc({ platform: lease.platform }, batch.items.length);
  metrics.matches.inc({ platform: lease.platform }, counted.stored);
  metrics.deletions.inc({ platform: lease.platform }, counted.deleted);
}

/** Records a failure and when the target is read again. Returns the pause in milliseconds. */
async function postpone(
  { db, clock, log, needing }: FollowParts,
  { platform }: SourceLease,
  { target, failures }: Position,
  error: unknown,
  intervalMs: number,
): Promise<number> {
  const now = clock();
  const { problem, pause, logged } = failureOf(error, failures, intervalMs, now);
  const dueAt = new Date(now + pause);
  const parsed = parseTarget(target);
  log.warn({ ...logged, platform, kind: parsed.kind, until: dueAt }, 'reading a source has failed');
  const place = parsed.kind === 'place' ? parsed.place : null;
  const failed = { platform, target, place, problem, now: new Date(now), dueAt };
  await recordFailure(db, failed, needing(target));
  await recordSourceFailure(db, platform, { problem, now: new Date(now), nextAttempt: dueAt });
  return pause;
}

function workspacesOf(each: readonly { readonly workspaceId: string }[]): string[] {
  return [...new Set(each.map(({ workspaceId }) => workspaceId))];
}
