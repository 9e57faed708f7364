import type { SettingValues } from '@tributary/kit';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { LISTENING_PLATFORMS, openSources, platformOf, type Source } from '@tributary/platforms';
import type { Kysely } from 'kysely';
import type { Registry } from 'prom-client';
import type { Tables } from './data/tables.ts';
import { openBudget } from './runner/budget.ts';
import type { listeningSettings } from './settings.ts';

/** What sources are opened with. */
export interface SourceServices {
  readonly db: Kysely<Tables>;
  readonly clock: () => number;
  readonly metrics: Registry;
  readonly settings: SettingValues<typeof listeningSettings>;
}

/** Timeout of one request to a source, in milliseconds. */
const TIMEOUT = 15_000;

/** Opens the configured sources, by platform, with budgets counted in PostgreSQL. */
export function openListeningSources({
  db,
  clock,
  metrics,
  settings,
}: SourceServices): ReadonlyMap<string, Source> {
  const policy = { metrics: upstreamMetrics(metrics), timeout: TIMEOUT, clock };
  const { LISTENING_DAILY_DOLLARS: dailyDollars } = settings;
  const budgets = new Map(
    LISTENING_PLATFORMS.map((slug) => {
      const { quota: quotas } = platformOf(slug).listen!;
      return [slug, openBudget(db, slug, { quotas, dailyDollars }, clock)];
    }),
  );
  return openSources(settings, policy, (platform) => budgets.get(platform)!);
}
