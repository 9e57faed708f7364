import { asWorkspace, type Job, type SubgraphServices } from '@tributary/kit';
import { captureSnapshot } from '../capture.ts';
import { COUNTING_RIGHTS } from '../counting.ts';
import { listActiveQueries } from '../data/queries.ts';
import { listSnapshotDays } from '../data/snapshot-ranges.ts';
import type { Tables } from '../data/tables.ts';
import { addDays, dayOf, daysFrom } from '../days.ts';
import type { IntelligenceQuery } from '../snapshot.ts';

/** Maximum number of missed days to catch up on after downtime. */
const MOST_DAYS = 60;

/**
 * Captures missing snapshots of completed days for every active query since its creation. Runs
 * after midnight UTC and at every start, to catch up after downtime. Posts are counted by the day
 * they were posted, so a late capture gives the same result. The queue runs one job at a time.
 */
export const dailySnapshots: Job<SubgraphServices<Tables>> = {
  name: 'intelligence.daily-snapshots',
  // Ten minutes after midnight, so that the last posts of the day have been ingested.
  schedule: '10 0 * * *',
  atStart: true,
  run: (services, { signal }) => captureDue(services, new Date(services.clock()), signal),
};

/**
 * Captures what is due at `now`. A failing query does not stop the others; the first failure is
 * thrown at the end.
 */
export async function captureDue(
  { db, graph, log }: Pick<SubgraphServices<Tables>, 'db' | 'graph' | 'log'>,
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  let failure: unknown;
  for (const { workspaceId, query } of await listActiveQueries(db)) {
    const scope = { db, workspaceId };
    try {
      for (const date of await dueDays(scope, query, now)) {
        if (signal.aborted) return;
        await captureSnapshot(
          { scope, graph, as: asWorkspace(workspaceId, COUNTING_RIGHTS) },
          query,
          date,
          now,
        );
      }
    } catch (error) {
      log.error({ err: error, query: query.id }, 'a daily snapshot has failed');
      failure ??= error;
    }
  }
  if (failure) throw failure;
}

async function dueDays(
  scope: Parameters<typeof listSnapshotDays>[0],
  query: IntelligenceQuery,
  now: Date,
): Promise<string[]> {
  const to = addDays(dayOf(now), -1);
  const from = [dayOf(query.createdAt), addDays(to, 1 - MOST_DAYS)].sort()[1]!;
  const there = new Set(await listSnapshotDays(scope, query.id, { from, to }));
  return daysFrom(from, to).filter((day) => !there.has(day));
}
