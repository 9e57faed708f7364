import { connection, invalidInput, type PageArguments, pageRequest } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import type { Context } from '../context.ts';
import type { DayRange } from '../data/snapshot-ranges.ts';
import { checkCommunity } from '../query-input.ts';
import { shares } from '../shares.ts';
import { mentionsIn, type IntelligenceQuery as Row, type SnapshotFacts } from '../snapshot.ts';
import { brandOfQuery } from './brand.ts';
import { positivePercent } from './brand-share.ts';

/** Finds a query of the workspace by id; null if unknown. */
export async function findQuery({ id }: { id: string }, context: Context): Promise<Row | null> {
  return isUuid(id) ? context.queries.load(id) : null;
}

export const IntelligenceQuery = {
  __resolveReference: findQuery,

  primaryBrand: (query: Row) => brandOfQuery(query, 0),
  competitorBrands: (query: Row) => query.brands.slice(1).map((_, index) => brandOfQuery(query, index + 1)),
  async snapshot({ id: queryId }: Row, { date }: { date?: string | null }, context: Context) {
    const day = date ?? null;
    const [snapshot] = await context.snapshotPages.load({ queryId, from: day, to: day, limit: 1 });
    return snapshot ?? null;
  },
  snapshots({ id: queryId }: Row, args: PageArguments & DayRange, context: Context) {
    const range = { queryId, ...checkRange(args) };
    return connection(pageRequest(args, ['date']), {
      list: ({ limit, after }) =>
        context.snapshotPages.load({ ...range, before: after ? String(after[0]) : null, limit: limit + 1 }),
      count: async () => (await context.snapshotSummaries.load(range)).count,
      sortValues: ({ date }) => [date],
    });
  },
  firstSnapshotDate: async ({ id: queryId }: Row, _: unknown, context: Context) =>
    (await context.snapshotSummaries.load({ queryId })).first,
  latestSnapshotDate: async ({ id: queryId }: Row, _: unknown, context: Context) =>
    (await context.snapshotSummaries.load({ queryId })).latest,
  async shareOfVoice({ id: queryId }: Row, args: DayRange & { community?: string | null }, context: Context) {
    const community = args.community == null ? null : checkCommunity(args.community);
    const series = await context.series.load({ queryId, ...checkRange(args) });
    return series.map((facts) => ({ date: facts.date, brands: valuesOf(facts, community) }));
  },
};

/** Returns the values of the brands at one point of a series, in one community or in all. */
function valuesOf(facts: SnapshotFacts, community: string | null) {
  const counts = facts.counts.filter((each) => community === null || each.community === community);
  const mentions =
    community === null ? facts.brands.map((brand) => brand.mentions) : mentionsIn(facts, community);
  const percents = shares(mentions);
  return facts.brands.map(({ name }, index) => ({
    name,
    mentions: mentions[index],
    percent: percents[index],
    positivePercent: positivePercent({ ...facts, counts }, index),
  }));
}

/** Returns a range of days; throws INVALID_INPUT if it ends before it begins. */
export function checkRange({ from, to }: DayRange): DayRange {
  if (from && to && from > to) throw invalidInput('from', '`from` must not be after `to`.');
  return { from: from ?? null, to: to ?? null };
}
