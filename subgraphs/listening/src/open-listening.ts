import type { Logger, SettingValues } from '@tributary/kit';
import type { BoundJob } from '@tributary/kit/host';
import { kyselyFor } from '@tributary/kit/postgres';
import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { runBackfills } from './backfill/run-backfills.ts';
import { type Tables, tenantTables } from './data/tables.ts';
import { openListeningSources } from './listening-sources.ts';
import { checkDeletions } from './rechecking/check-deletions.ts';
import { recheckItems } from './rechecking/recheck-items.ts';
import { openActiveQueries } from './runner/active-queries.ts';
import { listeningMetrics } from './runner/metrics.ts';
import { runListening } from './runner/run.ts';
import { sweep } from './runner/sweep.ts';
import type { listeningSettings } from './settings.ts';

/** What listening needs of its process. */
export interface ListeningServices {
  readonly pool: Pool;
  readonly log: Logger;
  readonly clock: () => number;
  readonly metrics: Registry;
  readonly settings: SettingValues<typeof listeningSettings>;
}

/** Opens the sources, and returns the jobs that follow them and delete what has expired. */
export function openListening({ pool, log, clock, metrics, settings }: ListeningServices): BoundJob[] {
  const db = kyselyFor<Tables>(pool, 'listening', tenantTables);
  const parts = {
    db,
    log,
    clock,
    sources: openListeningSources({ db, clock, metrics, settings }),
    queries: openActiveQueries(db),
    metrics: listeningMetrics(metrics),
  };
  const always = (name: string, run: (signal: AbortSignal) => Promise<void>): BoundJob => ({
    name,
    always: true,
    run: ({ signal }) => run(signal),
  });
  const reading = [
    always('listening.follow', (signal) => runListening(parts, signal)),
    always('listening.backfill', (signal) => runBackfills(parts, signal)),
    {
      name: 'listening.recheck',
      schedule: '*/10 * * * *',
      run: ({ signal }: { signal: AbortSignal }) => recheckItems(parts, signal),
    },
    {
      name: 'listening.check-deletions',
      schedule: '5-59/10 * * * *',
      run: ({ signal }: { signal: AbortSignal }) => checkDeletions(parts, signal),
    },
  ];
  return [
    ...(settings.TRIBUTARY_LISTENING === 'on' ? reading : []),
    {
      name: 'listening.sweep',
      schedule: '17 * * * *',
      run: ({ signal }) => sweep(db, new Date(clock()), signal),
    },
  ];
}
