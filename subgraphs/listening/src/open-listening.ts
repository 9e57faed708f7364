import { type Logger, type SettingValues, setting } from '@tributary/kit';
import { type BoundJob, oneOf } from '@tributary/kit/host';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { kyselyFor } from '@tributary/kit/postgres';
import { LISTENING_PLATFORMS, openSources, platformOf, platformSettings } from '@tributary/platforms';
import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { Type } from 'typebox';
import { type Tables, tenantTables } from './data/tables.ts';
import { openActiveQueries } from './runner/active-queries.ts';
import { openBudget } from './runner/budget.ts';
import { listeningMetrics } from './runner/metrics.ts';
import { runListening } from './runner/run.ts';
import { sweep } from './runner/sweep.ts';

/** Environment variables of listening, besides those of the platforms. */
export const listeningSettings = {
  ...platformSettings,
  TRIBUTARY_LISTENING: setting(
    oneOf('on', 'off'),
    'on',
    'Whether public posts are read from the platforms. `off` sends no request; imports work all the same.',
  ),
  LISTENING_DAILY_DOLLARS: setting(
    Type.Number({ minimum: 0, maximum: 100_000 }),
    0,
    'Maximum spending of a workspace per UTC day on each source that charges for reading (X), in US dollars. 0 reads nothing that costs money.',
  ),
} as const;

/** What listening needs of its process. */
export interface ListeningServices {
  readonly pool: Pool;
  readonly log: Logger;
  readonly clock: () => number;
  readonly metrics: Registry;
  readonly settings: SettingValues<typeof listeningSettings>;
}

/** Timeout of one request to a source, in milliseconds. */
const TIMEOUT = 15_000;

/** Opens the sources, and returns the jobs that follow them and delete what has expired. */
export function openListening({ pool, log, clock, metrics, settings }: ListeningServices): BoundJob[] {
  const db = kyselyFor<Tables>(pool, 'listening', tenantTables);
  const policy = { metrics: upstreamMetrics(metrics), timeout: TIMEOUT, clock };
  const { LISTENING_DAILY_DOLLARS: dailyDollars } = settings;
  const budgets = new Map(
    LISTENING_PLATFORMS.map((slug) => {
      const { quota: quotas } = platformOf(slug).listen!;
      return [slug, openBudget(db, slug, { quotas, dailyDollars }, clock)];
    }),
  );
  const parts = {
    db,
    log,
    clock,
    sources: openSources(settings, policy, (platform) => budgets.get(platform)!),
    queries: openActiveQueries(db),
    metrics: listeningMetrics(metrics),
  };
  const follow = {
    name: 'listening.follow',
    always: true,
    run: ({ signal }: Parameters<BoundJob['run']>[0]) => runListening(parts, signal),
  };
  return [
    ...(settings.TRIBUTARY_LISTENING === 'on' ? [follow] : []),
    {
      name: 'listening.sweep',
      schedule: '17 * * * *',
      run: ({ signal }) => sweep(db, new Date(clock()), signal),
    },
  ];
}
