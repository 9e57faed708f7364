import { asWorkspace, type GraphPort } from '@tributary/kit';
import type { BrandTerms } from '@tributary/kit/text';
import type { BrandSpec } from './data/tables.ts';

/** The brands tracked by the workspace's intelligence queries, which another subgraph owns. */
const TRACKED = /* GraphQL */ `
  query TrackedBrands($after: String) {
    intelligenceQueries(first: 100, after: $after) {
      nodes { primaryBrand { ...Terms } competitorBrands { ...Terms } }
      pageInfo { hasNextPage endCursor }
    }
  }
  fragment Terms on Brand { name aliases excludes }
`;

/** Scopes and policies for loading the workspace's brands. */
const RIGHTS = { scopes: ['community:read'], policies: ['community-tracker:api'] };

/** A brand as returned by the graph. */
export interface TrackedBrand {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly excludes: readonly string[];
}

interface Answer {
  readonly intelligenceQueries: {
    readonly nodes: readonly {
      readonly primaryBrand: TrackedBrand;
      readonly competitorBrands: readonly TrackedBrand[];
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/**
 * Fetches the brands that the workspace tracks from the graph, once per run. Throws if the request
 * fails.
 */
export async function trackedBrands(graph: GraphPort, workspaceId: string): Promise<TrackedBrand[]> {
  const as = asWorkspace(workspaceId, RIGHTS);
  const brands: TrackedBrand[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const { intelligenceQueries }: Answer = await graph.ask<Answer>(as, TRACKED, { after });
    for (const { primaryBrand, competitorBrands } of intelligenceQueries.nodes)
      brands.push(primaryBrand, ...competitorBrands);
    const { hasNextPage, endCursor } = intelligenceQueries.pageInfo;
    after = hasNextPage ? endCursor : null;
  }
  return brands;
}

/**
 * Returns the brands to search mentions for: the dataset's own and those the workspace tracks.
 * Brands with the same name, ignoring case, are merged with all their phrases; the dataset's
 * spelling wins.
 */
export function knownBrands(own: readonly BrandSpec[], tracked: readonly TrackedBrand[] = []): BrandTerms[] {
  const known = new Map<string, { id: string; names: Set<string>; excludes: Set<string> }>();
  for (const brand of [...own.map((each) => ({ ...each, excludes: [] })), ...tracked]) {
    const folded = brand.name.toLowerCase();
    const terms = known.get(folded) ?? { id: brand.name, names: new Set(), excludes: new Set() };
    known.set(folded, terms);
    for (const name of [brand.name, ...brand.aliases]) terms.names.add(name);
    for (const phrase of brand.excludes) terms.excludes.add(phrase);
  }
  return [...known.values()].map(({ id, names, excludes }) => ({
    id,
    names: [...names],
    excludes: [...excludes],
  }));
}
