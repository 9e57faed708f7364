import type { Source } from '@tributary/platforms';
import type { BackfillSearch } from '../data/backfills.ts';
import type { ListeningQuery } from '../data/queries.ts';
import { parseQuery } from '../query/parser.ts';
import { searchesFor } from '../runner/targets.ts';
import { MOST_PAGES } from './run-backfills.ts';

/** The searches of a backfill, and what they probably cost. */
export interface BackfillPlan {
  readonly searches: readonly BackfillSearch[];
  /** Probable number of requests. */
  readonly requests: number;
  /** Probable cost in US dollars, by the vendors' price lists. */
  readonly dollars: number;
  /** The most that can be requested. */
  readonly mostRequests: number;
}

/** How much a backfill may have to read. */
export interface BackfillExtent {
  readonly days: number;
  /** Number of matches a day, as far as known. */
  readonly perDay: number;
  /** Whether platforms that charge for requests may be searched. */
  readonly mayPay: boolean;
}

/** Plans the searches that find the earlier matches of a query, and estimates their cost. */
export function planBackfill(
  { query, platforms }: Pick<ListeningQuery, 'query' | 'platforms'>,
  sources: ReadonlyMap<string, Source>,
  { days, perDay, mayPay }: BackfillExtent,
): BackfillPlan {
  const parsed = parseQuery(query).query;
  const plan = { searches: [] as BackfillSearch[], requests: 0, dollars: 0, mostRequests: 0 };
  if (!parsed) return plan;
  for (const [platform, { search }] of sources) {
    if (!search || (platforms !== null && !platforms.includes(platform))) continue;
    const { pageSize, pageCost } = search;
    const price = pageCost.dollars ?? 0;
    if (price > 0 && !mayPay) continue;
    const pages = Math.min(Math.max(1, Math.ceil((perDay * days) / pageSize)), MOST_PAGES);
    for (const text of searchesFor(platform, parsed)) {
      plan.searches.push({ platform, search: text });
      plan.requests += pages;
      plan.dollars += pages * price;
      plan.mostRequests += MOST_PAGES;
    }
  }
  return plan;
}
