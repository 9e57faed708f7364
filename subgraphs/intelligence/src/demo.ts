import type { Scope } from '@tributary/kit/postgres';
import { foldName } from './brand.ts';
import { ANALYSIS_VERSION } from './counting.ts';
import { insertQuery } from './data/queries.ts';
import { upsertSnapshot } from './data/snapshots.ts';
import type { Tables } from './data/tables.ts';
import { shares } from './shares.ts';
import type { BrandRow, CountRow, SnapshotFacts } from './snapshot.ts';
import { summarize } from './summary/index.ts';

/** The query of CommunityTracker's document, under its documented id. */
const QUERY_ID = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const BRANDS = ['YourBrand', 'Competitor A', 'Competitor B'].map(brandOf);
const COMMUNITIES = ['reddit', 'hackernews', 'producthunt'];
const RANGE_DAYS = 30;
const DAY = 86_400_000;

/**
 * The two snapshots of CommunityTracker's document, by community the mentions of each brand. Of the
 * newer one the document shows what is its: the totals 84 and 62, the shares 42.0 and 31.0 and four
 * cells; the others are what makes these true (a third brand with 54, so that 84 are 42.0%). Of the
 * older one it shows the day only.
 */
const DOCUMENTED: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  '2026-03-27': { reddit: [33, 29, 21], hackernews: [18, 14, 16], producthunt: [24, 23, 19] },
  '2026-04-03': { reddit: [35, 28, 20], hackernews: [22, 12, 16], producthunt: [27, 22, 18] },
};
/** The document's summary of the newer one, word for word. */
const DOCUMENTED_SUMMARY = 'YourBrand leads with 42% SOV across tracked communities...';

/**
 * Fills a demo workspace with the documented query, and its documented snapshots. The query is as
 * old as its range, so that the daily job counts that many days over the sample posts as soon as
 * the gateway runs.
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
    mentions: mentions[index]!,
    percent: percents[index]!,
  }));
  return { date, rangeDays: RANGE_DAYS, communities: COMMUNITIES, brands, counts };
}

function brandOf(name: string): BrandRow {
  return { name, folded: foldName(name), aliases: [], excludes: [] };
}
