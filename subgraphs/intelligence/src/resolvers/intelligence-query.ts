import { connection, invalidInput, isUuid, type PageArguments, pageRequest } from '@tributary/kit';
import type { Context } from '../context.ts';
import {
  countSnapshots,
  type DayRange,
  findSnapshot,
  findSnapshotBounds,
  listSeries,
  listSnapshots,
} from '../data/snapshots.ts';
import { shares } from '../shares.ts';
import { mentionsIn, type IntelligenceQuery as Row, type SnapshotFacts } from '../snapshot.ts';
import { brandOfQuery } from './brand.ts';
import { positivePercent } from './brand-share.ts';

/** A query of the workspace by its id; null for any other. */
export async function findQuery({ id }: { id: string }, context: Context): Promise<Row | null> {
  return isUuid(id) ? context.queries.load(id) : null;
}

export const IntelligenceQuery = {
  __resolveReference: findQuery,

  primaryBrand: (query: Row) => brandOfQuery(query, 0),
  competitorBrands: (query: Row) => query.brands.slice(1).map((_, index) => brandOfQuery(query, index + 1)),
  snapshot: ({ id }: Row, { date }: { date?: string | null }, context: Context) =>
    findSnapshot(context.scope(), id, date),
  snapshots({ id }: Row, args: PageArguments & DayRange, context: Context) {
    const range = checkRange(args);
    return connection(pageRequest(args, ['text']), {
      list: (page) => listSnapshots(context.scope(), id, range, page),
      count: () => countSnapshots(context.scope(), id, range),
      sortValues: ({ date }) => [date],
    });
  },
  firstSnapshotDate: async ({ id }: Row, _: unknown, context: Context) =>
    (await findSnapshotBounds(context.scope(), id)).first,
  latestSnapshotDate: async ({ id }: Row, _: unknown, context: Context) =>
    (await findSnapshotBounds(context.scope(), id)).latest,
  async shareOfVoice({ id }: Row, args: DayRange & { community?: string | null }, context: Context) {
    const series = await listSeries(context.scope(), id, checkRange(args));
    return series.map((facts) => ({ date: facts.date, brands: valuesOf(facts, args.community ?? null) }));
  },
};

/** The brands of one point of a series, in one community or in all. */
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

function checkRange({ from, to }: DayRange): DayRange {
  if (from && to && from > to) throw invalidInput('from', '`from` must not be after `to`.');
  return { from: from ?? null, to: to ?? null };
}
