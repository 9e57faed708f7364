import { DAY } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { countedAliases, foldName } from './brand.ts';
import { ANALYSIS_VERSION } from './counting.ts';
import { insertQuery } from './data/queries.ts';
import { upsertSnapshot } from './data/snapshots.ts';
import type { Tables } from './data/tables.ts';
import { shares } from './shares.ts';
import type { BrandRow, CountRow, SnapshotFacts } from './snapshot.ts';
import { summarize } from './summary/index.ts';

/** Documented id of the query in CommunityTracker's document. */
const QUERY_ID = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const BRANDS = ['YourBrand', 'Competitor A', 'Competitor B'].map(brandOf);
const COMMUNITIES = ['reddit', 'hackernews', 'producthunt'];
const RANGE_DAYS = 30;

/**
 * The two snapshots of CommunityTracker's document: mentions of each brand by community. For the
 * newer one the document gives the totals 84 and 62, the shares 42.0 and 31.0 and four cells; the
 * other cells are chosen to fit (a third brand with 54 makes 84 equal 42.0%). For the older one it
 * gives only the day.
 */
const DOCUMENTED: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  '2026-03-27': { reddit: [33, 29, 21], hackernews: [18, 14, 16], producthunt: [24, 23, 19] },
  '2026-04-03': { reddit: [35, 28, 20], hackernews: [22, 12, 16], producthunt: [27, 22, 18] },
};
/** The document's summary of the newer snapshot, verbatim. */
const DOCUMENTED_SUMMARY = 'YourBrand leads with 42% SOV across tracked communities...';

/**
 * Fills a demo workspace with the documented query and snapshots. The query was created at the
 * start of its range, so that the daily job counts the whole range over the sample posts at the
 * first start.
 */
export async function demo(scope: Scope<Tables>, now: Date): Promise<void> {
  await insertQuery(scope, {
    id: QUERY_ID,
    brands: BRANDS,
    communities: COMMUNITIES,
    rangeDays: RANGE_DAYS,
    createdAt: new Date(now.getTime() - RANGE_DAYS * DAY),
  });
  let previous: SnapshotFacts | null = null;
  for (const [date, cells] of Object.entries(DOCUMENTED)) {
    const facts = factsOf(date, cells);
    const written = await summarize(facts, previous);
    const documented = date === Object.keys(DOCUMENTED).at(-1);
    await upsertSnapshot(scope, {
      ...facts,
      queryId: QUERY_ID,
      sources: [],
      summary: documented ? DOCUMENTED_SUMMARY : written.text,
      summaryEngine: documented ? 'document' : written.engine,
      analysisVersion: ANALYSIS_VERSION,
      capturedAt: new Date(`${date}T00:10:00Z`),
    });
    previous = facts;
  }
}

function factsOf(date: string, cells: Readonly<Record<string, readonly number[]>>): SnapshotFacts {
  const counts: CountRow[] = BRANDS.flatMap((_, brand) =>
    Object.entries(cells).map(([community, mentions]) => ({
      brand,
      community,
      count: mentions[brand]!,
      rated: 0,
      positive: 0,
    })),
  );
  const mentions = BRANDS.map((_, brand) =>
    counts.reduce((sum, row) => sum + (row.brand === brand ? row.count : 0), 0),
  );
  const percents = shares(mentions);
  const brands = BRANDS.map((brand, index) => ({
    ...brand,
    derived: countedAliases(brand),
    mentions: mentions[index]!,
    percent: percents[index]!,
  }));
  return { date, rangeDays: RANGE_DAYS, communities: COMMUNITIES, brands, counts };
}

function brandOf(name: string): BrandRow {
  return { name, folded: foldName(name), aliases: [], excludes: [] };
}
