import type { Logger } from '@tributary/kit';
import { kyselyFor } from '@tributary/kit/postgres';
import type { Pool } from 'pg';
import { type ClientUse, findRecordedPeriod, listClientUses, type RecordedPeriod } from './data/all-usage.ts';
import { type Tables, tenantTables } from './data/tables.ts';
import type { UsageBounds } from './recording/hourly-counts.ts';
import { startRecorder, type UsageRecorder } from './recording/usage-recorder.ts';
import { sweepUsage } from './retention.ts';

export interface UsageOptions {
  readonly pool: Pool;
  readonly log: Logger;
  readonly clock: () => number;
}

/** The usage in a database: for endpoints that record it, and for the operator. */
export interface Usage {
  /**
   * Starts to record what clients execute. `sweeps` also deletes old usage, in a process that runs
   * no jobs.
   */
  record(options?: { readonly sweeps?: boolean; readonly bounds?: UsageBounds }): UsageRecorder;
  findRecordedPeriod(since: Date): Promise<RecordedPeriod>;
  /** Lists the clients that have used one of the coordinates since a time. */
  listClientUses(coordinates: readonly string[], since: Date): Promise<ClientUse[]>;
}

/** Opens the usage in a database. */
export function openUsage({ pool, ...options }: UsageOptions): Usage {
  const db = kyselyFor<Tables>(pool, 'usage', tenantTables);
  return {
    record({ sweeps = false, bounds } = {}) {
      const recorder = startRecorder({ db, bounds, ...options });
      if (!sweeps) return recorder;
      const sweep = sweepUsage(db, options);
      return {
        record: recorder.record,
        async stop() {
          await Promise.all([sweep.stop(), recorder.stop()]);
        },
      };
    },
    findRecordedPeriod: (since) => findRecordedPeriod(db, since),
    listClientUses: (coordinates, since) => listClientUses(db, coordinates, since),
  };
}
