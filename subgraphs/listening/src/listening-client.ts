import { UpstreamError } from '@tributary/kit/http-client';
import { BudgetError, type PlatformSlug, type Source } from '@tributary/platforms';
import type { Kysely } from 'kysely';
import { type BackfillPlan, planBackfill } from './backfill/plan-backfill.ts';
import { own } from './data/own.ts';
import type { ListeningQuery } from './data/queries.ts';
import { listBudgets } from './data/sources/budgets.ts';
import { loadPositions } from './data/sources/positions.ts';
import { listSources } from './data/sources/sources.ts';
import { type HealthQuery, healthOf, missingOf, type SourceHealth, targetsOfQuery } from './health.ts';
import { openListeningSources, type SourceServices } from './listening-sources.ts';
import { openSourceReader, type SourceReader } from './source-reader.ts';

/** What consumers ask of the sources. */
export interface ListeningClient {
  /** Says in words why a place cannot be read; null if it can, or if listening is off. */
  checkPlace(platform: string, place: string, signal: AbortSignal): Promise<string | null>;
  /** Returns the health of each query, by platform. */
  loadHealth(queries: readonly HealthQuery[]): Promise<SourceHealth[][]>;
  /**
   * Plans a backfill of a query over some days. `perDay` is the number of matches a day, as far as
   * known.
   */
  planBackfill(
    query: Pick<ListeningQuery, 'query' | 'platforms'>,
    days: number,
    perDay: number,
  ): BackfillPlan;
  /** Opens a reader of the sources for a workspace. */
  readerFor(workspaceId: string): SourceReader;
}

/** Services of a client; `db` may have the tables of the consumer. */
export type ClientOptions<Own> = Omit<SourceServices, 'db'> & { readonly db: Kysely<Own> };

/** Opens a client. The sources are opened on first use, because most processes never need them. */
export function openListeningClient<Own>({ db: given, ...services }: ClientOptions<Own>): ListeningClient {
  const db = own(given);
  const { clock, settings } = services;
  let opened: ReadonlyMap<string, Source> | undefined;
  const sources = () => {
    opened ??= openListeningSources({ db, ...services });
    return opened;
  };
  const isOn = settings.TRIBUTARY_LISTENING === 'on';
  return {
    checkPlace: async (platform, place, signal) =>
      isOn ? checkPlace(sources().get(platform), platform, place, signal) : null,
    async loadHealth(queries) {
      const wanted = new Map<string, { platform: string; target: string }>();
      for (const query of queries)
        for (const [platform, targets] of targetsOfQuery(query, sources()))
          for (const target of targets) wanted.set(`${platform} ${target}`, { platform, target });
      const positions = await loadPositions(db, [...wanted.values()]);
      const now = clock();
      const [stored, budgets] = [await listSources(db, new Date(now)), await listBudgets(db)];
      const known = { sources: sources(), stored, positions, budgets, isOn, now };
      return queries.map((query) => healthOf(query, known));
    },
    planBackfill: (query, days, perDay) =>
      planBackfill(query, sources(), { days, perDay, mayPay: settings.LISTENING_DAILY_DOLLARS > 0 }),
    readerFor(workspaceId) {
      const open = isOn ? sources() : new Map<string, Source>();
      const missing = (platform: string) =>
        missingOf(platform as PlatformSlug, { sources: open, isOn }) ?? '';
      return openSourceReader(open, missing, workspaceId);
    },
  };
}

async function checkPlace(
  source: Source | undefined,
  platform: string,
  place: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (!source?.places) return `${platform} has no places that can be followed here.`;
  try {
    return await source.places.check(place, { signal });
  } catch (error) {
    if (error instanceof BudgetError) return `It cannot be checked now: ${error.message}`;
    if (error instanceof UpstreamError) return `It cannot be read: ${error.reason}`;
    throw error;
  }
}
