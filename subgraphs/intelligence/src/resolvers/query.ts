import { readModelUsage } from '@tributary/ai';
import { connection, invalidInput, type PageArguments, pageRequest } from '@tributary/kit';
import { type BrandInput, checkBrand } from '../brand.ts';
import type { Context } from '../context.ts';
import { countQueries, listQueries } from '../data/queries.ts';
import { ANALYSIS_FIGURES } from '../quality/index.ts';
import { newestTrends, type WindowName, windowOf } from '../trending/index.ts';
import { findBrand, untrackedBrand } from './brand.ts';
import { brandMatches } from './brand-matches.ts';
import { findQuery } from './intelligence-query.ts';
import { snapshots } from './snapshots.ts';

/** Maximum number of topics per response. */
const MOST_TOPICS = 50;
/** Maximum number of days whose costs are listed. */
const MOST_DAYS = 90;

interface TrendArguments {
  first?: number | null;
  window: WindowName;
  at?: Date | null;
}

export const Query = {
  intelligenceQueries(_: unknown, args: PageArguments & { includeArchived: boolean }, context: Context) {
    const { includeArchived } = args;
    return connection(pageRequest(args, ['time', 'uuid']), {
      list: (page) => listQueries(context.scope(), { includeArchived }, page),
      count: () => countQueries(context.scope(), includeArchived),
      sortValues: ({ createdAt, id }) => [createdAt.toISOString(), id],
    });
  },

  intelligenceQuery: (_: unknown, args: { id: string }, context: Context) => findQuery(args, context),

  snapshots,

  brand: (_: unknown, { name }: { name: string }, context: Context) => findBrand(name, context),

  previewBrand: (_: unknown, { brand }: { brand: BrandInput }) => untrackedBrand(checkBrand('brand', brand)),

  brandMatches,

  async trendingTopics(_: unknown, args: TrendArguments, context: Context) {
    const first = args.first ?? 10;
    if (first < 0 || first > MOST_TOPICS)
      throw invalidInput('first', `\`first\` must be from 0 to ${MOST_TOPICS}, got ${first}.`);
    const topics = args.at
      ? await context.topics.load(windowOf(args.window, args.at))
      : await newestTrends(context, args.window, new Date(context.clock()));
    return topics.slice(0, first);
  },

  analysisQuality: (_: unknown, { judgement }: { judgement?: string | null }) =>
    ANALYSIS_FIGURES.filter((figure) => judgement == null || figure.judgement === judgement),

  async modelUsage(_: unknown, { days }: { days: number }, context: Context) {
    if (days < 1 || days > MOST_DAYS)
      throw invalidInput('days', `\`days\` must be from 1 to ${MOST_DAYS}, got ${days}.`);
    return readModelUsage(context.scope(), context.ai, days, context.clock());
  },
};
