import { invalidInput } from '@tributary/kit';
import { creatorPlatformName } from '@tributary/platforms';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { type BrandSearch, countBrands, listAddressKeys } from '../data/counts/brand-counts.ts';
import type { Selection } from '../data/selection/selection.ts';
import { checkFilter } from '../filter/check.ts';
import type { MentionFilterInput } from '../filter/filter-input.ts';
import { tag } from '../tags.ts';
import { MentionSource } from './enums.ts';
import { type MentionPageArguments, mentionConnection } from './mention-connection.ts';

type Arguments = MentionPageArguments & { filter?: MentionFilterInput[][] | null };

const MOST_BRANDS = 50;

/** Returns an author's account as a creator reference; null for sources without creators. */
export function creatorOf(source: string, handle: string | null) {
  const platform = creatorPlatformName(source);
  return platform && handle ? { __typename: 'Creator', platform, username: handle } : null;
}

export const Brand = {
  __resolveReference: (reference: { name: string }) => reference,
  mentions: (
    { match }: { match: BrandSearch },
    args: Arguments,
    context: Context,
    info: GraphQLResolveInfo,
  ) => some(args, context, info, { brand: match }),
};

export const TrendingTopic = {
  __resolveReference: (reference: { id: string }) => reference,
  mentions: ({ topic }: { topic: string }, args: Arguments, context: Context, info: GraphQLResolveInfo) =>
    some(args, context, info, { phrase: topic }),
};

export const Creator = {
  __resolveReference: (reference: { platform: string; username: string }) => reference,
  mentions(
    { platform, username }: { platform: string; username: string },
    args: Arguments,
    context: Context,
    info: GraphQLResolveInfo,
  ) {
    const source = MentionSource[platform];
    return some(args, context, info, { anyOf: [source ? [tag('author', `${source}:${username}`)] : []] });
  },
};

/** `Query.mentionBrandCounts`. */
export async function mentionBrandCounts(
  _: unknown,
  {
    input,
  }: { input: { brands: BrandTermsInput[]; communities?: string[] | null; from: string; to: string } },
  context: Context,
) {
  if (input.brands.length === 0 || input.brands.length > MOST_BRANDS)
    throw invalidInput('input.brands', `\`input.brands\` must have 1 to ${MOST_BRANDS} brands.`);
  if (input.from > input.to) throw invalidInput('input.from', '`input.from` must not be after `input.to`.');
  const brands = input.brands.map((brand) => ({ ...brand, excludes: brand.excludes ?? [] }));
  const range = { communities: input.communities ?? [], from: input.from, to: input.to };
  const living = await context.living();
  const counts = await countBrands(context.scope(), brands, range, living);
  return counts.map((count) => ({
    ...count,
    addressKeys: () =>
      listAddressKeys(
        context.scope(),
        brands,
        { id: count.brand, community: count.community },
        range,
        living,
      ),
  }));
}

interface BrandTermsInput {
  id: string;
  names: string[];
  excludes?: string[] | null;
}

function some(args: Arguments, context: Context, info: GraphQLResolveInfo, what: Partial<Selection>) {
  const everything = { datasetIds: null, collectionIds: null, sources: null, anyOf: [] };
  return mentionConnection(args, context, info, { ...everything, ...what, filter: checkFilter(args.filter) });
}
