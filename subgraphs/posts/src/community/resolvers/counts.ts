import { DAY, invalidInput } from '@tributary/kit';
import type { CommunityContext } from '../context.ts';
import { countBrands, listAddressKeys } from '../data/counts/brand-counts.ts';
import { countTopics, listBusyHours, listTopicTexts } from '../data/counts/topic-counts.ts';
import { LEAST_AUTHORS, topicsOf } from '../trending-topics.ts';

/** `BrandCountInput` of the SDL. */
interface BrandCountInput {
  brands: { id: string; names: string[]; excludes?: string[] | null }[];
  communities?: string[] | null;
  from: string;
  to: string;
}

const MOST_BRANDS = 50;
const MOST_WEEKS = 26;
const MOST_HOURS = 24;
const LONGEST_WINDOW = 7 * DAY;

/** `Query.communityPostBrandCounts`. Community posts have no sentiment. */
export async function communityPostBrandCounts(
  _: unknown,
  { input }: { input: BrandCountInput },
  context: CommunityContext,
) {
  const { communities, from, to } = input;
  if (input.brands.length === 0 || input.brands.length > MOST_BRANDS)
    throw invalidInput('input.brands', `\`input.brands\` must have 1 to ${MOST_BRANDS} brands.`);
  if (from > to) throw invalidInput('input.from', '`input.from` must not be after `input.to`.');
  const brands = input.brands.map((brand) => ({ ...brand, excludes: brand.excludes ?? [] }));
  const range = { communities: communities ?? [], from, to };
  const counts = await countBrands(context.scope(), brands, range);
  return counts.map((count) => ({
    ...count,
    rated: null,
    positive: null,
    addressKeys: () =>
      listAddressKeys(context.scope(), brands, { id: count.brand, community: count.community }, range),
  }));
}

/** `Query.communityPostBusyHours`. */
export function communityPostBusyHours(
  _: unknown,
  { before, first }: { before: Date; first: number },
  context: CommunityContext,
) {
  if (first < 1 || first > MOST_HOURS)
    throw invalidInput('first', `\`first\` must be from 1 to ${MOST_HOURS}.`);
  return listBusyHours(context.scope(), before, { authors: LEAST_AUTHORS, limit: first });
}

/** `Query.communityPostTopicCounts`. */
export async function communityPostTopicCounts(
  _: unknown,
  { from, to, weeks }: { from: Date; to: Date; weeks: number },
  context: CommunityContext,
) {
  if (weeks < 1 || weeks > MOST_WEEKS)
    throw invalidInput('weeks', `\`weeks\` must be from 1 to ${MOST_WEEKS}.`);
  const length = to.getTime() - from.getTime();
  if (length <= 0 || length > LONGEST_WINDOW)
    throw invalidInput('to', '`to` must be at most 7 days after `from`.');
  const range = { from, to };
  const texts = await listTopicTexts(context.scope(), range);
  const topics = topicsOf(texts);
  const names = topics.map(({ topic }) => topic);
  const past = names.length === 0 ? [] : await countTopics(context.scope(), names, range, weeks);
  return {
    posts: texts.length,
    history: past.map(({ posts }) => posts),
    topics: topics.map((topic, index) => ({ ...topic, history: past.map(({ counts }) => counts[index]) })),
  };
}
