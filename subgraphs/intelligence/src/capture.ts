import type { GraphCaller, GraphPort } from '@tributary/kit';
import { recordEvents } from '@tributary/kit/events';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { ANALYSIS_VERSION, countTexts } from './counting.ts';
import { findSnapshot, loadSeries } from './data/snapshot-ranges.ts';
import { type NewSnapshot, upsertSnapshot } from './data/snapshots.ts';
import type { Tables } from './data/tables.ts';
import { addDays } from './days.ts';
import { findDriver } from './find-driver.ts';
import type { IntelligenceQuery, Snapshot } from './snapshot.ts';
import { summarize } from './summary/index.ts';

/** Dependencies of a capture. */
export interface CaptureServices {
  readonly scope: Scope<Tables>;
  readonly graph: GraphPort;
  /** The identity that counts the texts, with `COUNTING_RIGHTS`. */
  readonly as: GraphCaller;
}

/** Counts one day of a query and stores the snapshot, replacing an earlier one of that day. */
export async function captureSnapshot(
  { scope, graph, as }: CaptureServices,
  query: IntelligenceQuery,
  date: string,
  now: Date,
): Promise<{ snapshot: Snapshot; replaced: boolean }> {
  const { brands, communities, rangeDays } = query;
  const from = addDays(date, 1 - rangeDays);
  const counted = await countTexts(graph, as, { brands, communities, from, to: date });
  const counts = { date, rangeDays, communities, ...counted };
  const [before] = await loadSeries(scope, [{ queryId: query.id, to: addDays(date, -1), limit: 1 }]);
  const previous = before![0] ?? null;
  const facts = { ...counts, driver: await findDriver(graph, as, counts, previous) };
  const { text, engine } = await summarize(facts, previous);
  const snapshot: NewSnapshot = {
    ...facts,
    queryId: query.id,
    summary: text,
    summaryEngine: engine,
    analysisVersion: ANALYSIS_VERSION,
    capturedAt: now,
  };
  const { replaced } = await store(scope, snapshot);
  return { snapshot: (await findSnapshot(scope, query.id, date))!, replaced };
}

/** Stores a snapshot and its event in one transaction. */
function store(scope: Scope<Tables>, snapshot: NewSnapshot): Promise<{ replaced: boolean }> {
  return inTransaction(scope, async (inside) => {
    const { id, replaced } = await upsertSnapshot(inside, snapshot);
    const brands = snapshot.brands.map(({ name, mentions, percent }) => ({ name, mentions, percent }));
    const { queryId, date, capturedAt } = snapshot;
    await recordEvents(inside, capturedAt, [
      {
        type: 'snapshot.captured',
        subject: id,
        payload: { snapshotId: id, queryId, date, replaced, brands },
      },
    ]);
    return { replaced };
  });
}
