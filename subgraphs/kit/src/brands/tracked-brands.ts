import type { GraphCaller, GraphPort } from '../core/graph-port.ts';
import type { BrandTerms } from './brand-phrases.ts';

/** The brands that the workspace's active intelligence queries track. */
const TRACKED = /* GraphQL */ `
  query TrackedBrands($after: String) {
    intelligenceQueries(first: 100, after: $after) {
      nodes { primaryBrand { ...Terms } competitorBrands { ...Terms } }
      pageInfo { hasNextPage endCursor }
    }
  }
  fragment Terms on Brand { name match { names excludes } }
`;

/** Scopes and policies that {@link trackedBrands} needs. */
export const BRAND_RIGHTS = { scopes: ['community:read'], policies: ['community-tracker:api'] };

interface BrandResult {
  readonly name: string;
  readonly match: { readonly names: readonly string[]; readonly excludes: readonly string[] };
}

interface TrackedResult {
  readonly intelligenceQueries: {
    readonly nodes: readonly {
      readonly primaryBrand: BrandResult;
      readonly competitorBrands: readonly BrandResult[];
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** A brand that a workspace tracks. */
export interface TrackedBrand extends BrandTerms {
  /** Whether it is the workspace's own: the primary brand of one of its queries. */
  readonly isOwn: boolean;
}

/**
 * Fetches the brands that the caller's workspace tracks from the graph; the id of a brand is its
 * name. Throws if the request fails.
 */
export async function trackedBrands(graph: GraphPort, as: GraphCaller): Promise<TrackedBrand[]> {
  const brands: TrackedBrand[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const { intelligenceQueries }: TrackedResult = await graph.ask<TrackedResult>(as, TRACKED, { after });
    for (const { primaryBrand, competitorBrands } of intelligenceQueries.nodes)
      brands.push(toTracked(primaryBrand, true), ...competitorBrands.map((brand) => toTracked(brand, false)));
    const { hasNextPage, endCursor } = intelligenceQueries.pageInfo;
    after = hasNextPage ? endCursor : null;
  }
  return mergeBrands(brands);
}

function toTracked({ name, match }: BrandResult, isOwn: boolean): TrackedBrand {
  return { id: name, names: match.names, excludes: match.excludes, isOwn };
}

/**
 * Merges brands with the same name, ignoring case, with all their phrases; the first spelling wins.
 * A brand that is the workspace's own in one query is never its competitor in another.
 */
export function mergeBrands(brands: readonly TrackedBrand[]): TrackedBrand[] {
  return [...Map.groupBy(brands, ({ id }) => id.toLowerCase()).values()].map((same) => ({
    ...same[0]!,
    names: [...new Set(same.flatMap(({ names }) => names))],
    excludes: [...new Set(same.flatMap(({ excludes }) => excludes))],
    isOwn: same.some(({ isOwn }) => isOwn),
  }));
}
