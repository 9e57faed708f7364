import { type GraphCaller, type GraphPort, INTERNAL_POLICY } from '@tributary/kit';
import { countedAliases, foldName, termsOf } from './brand.ts';
import { shares } from './shares.ts';
import type { BrandRow, CountedBrand, CountRow } from './snapshot.ts';

/** Version of the rules that recognise brands, see `@tributary/kit/brands`. */
export const ANALYSIS_VERSION = 2;

/**
 * Pattern of the Query fields that count brands. Each subgraph with texts has one, all of the same
 * shape.
 */
const COUNTING = /^[a-z]\w*BrandCounts$/;

/**
 * Rights needed beyond the caller's own: the counting fields are internal and hidden from clients.
 */
export const COUNTING_RIGHTS = { scopes: [], policies: [INTERNAL_POLICY] };

/** Parameters of a count. */
export interface Counting {
  readonly brands: readonly BrandRow[];
  readonly communities: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** Totals and shares by brand, and the counts that they are derived from. */
export interface Counted {
  readonly brands: CountedBrand[];
  readonly counts: CountRow[];
  readonly sources: string[];
}

interface BrandCount {
  brand: string;
  community: string;
  count: number;
  rated: number | null;
  positive: number | null;
}

interface AddressedCount extends Pick<BrandCount, 'brand' | 'community'> {
  addressKeys: string[];
}

/**
 * Counts texts by brand and community in every subgraph that can count. These are discovered from
 * the graph's schema, so an absent subgraph is not queried; but a failing one fails the whole
 * count, because a share over half of the texts would be wrong.
 */
export async function countTexts(
  graph: GraphPort,
  as: GraphCaller,
  { brands, communities, from, to }: Counting,
): Promise<Counted> {
  const sources = await countingFields(graph, as);
  const input = {
    brands: brands.map((brand) => ({ id: foldName(brand.name), ...termsOf(brand) })),
    communities: communities.length > 0 ? communities : null,
    from,
    to,
  };
  const answer = await graph.ask<Record<string, BrandCount[]>>(as, documentOf(sources), { input });
  const found = sources.flatMap((source) => answer[source]!);
  const repeated = await countRepeated(graph, as, documentOf(sources, 'addressKeys'), input, found);
  const counts = sumUp(brands, found, repeated);
  return { brands: withTotals(brands, counts), counts, sources };
}

async function countingFields(graph: GraphPort, as: GraphCaller): Promise<string[]> {
  const { __schema: schema } = await graph.ask<{ __schema: { queryType: { fields: { name: string }[] } } }>(
    as,
    'query CountingFields { __schema { queryType { fields { name } } } }',
  );
  const fields = schema.queryType.fields.map(({ name }) => name).filter((name) => COUNTING.test(name));
  if (fields.length === 0) throw new Error('No subgraph of the graph counts brands.');
  return fields.sort();
}

/**
 * Counts, by brand and community, texts that several sources contain, such as a post on X that is
 * also a mention; a text is identified by its URL. Queries only communities that several sources
 * have, one after the other, because every URL in them is read.
 */
async function countRepeated(
  graph: GraphPort,
  as: GraphCaller,
  document: string,
  input: object,
  found: readonly BrandCount[],
): Promise<Map<string, number>> {
  const counts = Map.groupBy(found, keyOf);
  const shared = [...counts.values()].filter((rows) => rows.length > 1).map(([row]) => row!.community);
  const repeated = new Map<string, number>();
  for (const community of new Set(shared)) {
    const variables = { input: { ...input, communities: [community] } };
    const answer = await graph.ask<Record<string, AddressedCount[]>>(as, document, variables);
    for (const [key, rows] of Map.groupBy(Object.values(answer).flat(), keyOf)) {
      const addresses = rows.flatMap(({ addressKeys }) => addressKeys);
      repeated.set(key, addresses.length - new Set(addresses).size);
    }
  }
  return repeated;
}

function keyOf({ brand, community }: Pick<BrandCount, 'brand' | 'community'>): string {
  return `${brand}\n${community}`;
}

function documentOf(sources: readonly string[], values = 'count rated positive'): string {
  const fields = sources.map((name) => `${name}(input: $input) { brand community ${values} }`);
  return `query CountBrands($input: BrandCountInput!) { ${fields.join(' ')} }`;
}

/**
 * Builds one row per brand and community counted, in the order of the brands; a text in several
 * sources counts once.
 */
function sumUp(
  brands: readonly BrandRow[],
  found: readonly BrandCount[],
  repeated: ReadonlyMap<string, number>,
): CountRow[] {
  const rows = new Map<string, CountRow>();
  for (const { brand, community, count, rated, positive } of found) {
    const index = brands.findIndex(({ name }) => foldName(name) === brand);
    const key = `${index}\n${community}`;
    const twice = repeated.get(keyOf({ brand, community })) ?? 0;
    const row = rows.get(key) ?? { brand: index, community, count: -twice, rated: 0, positive: 0 };
    row.count += count;
    row.rated += rated ?? 0;
    row.positive += positive ?? 0;
    rows.set(key, row);
  }
  return [...rows.values()].sort((a, b) => a.brand - b.brand || (a.community < b.community ? -1 : 1));
}

function withTotals(brands: readonly BrandRow[], counts: readonly CountRow[]): CountedBrand[] {
  const mentions = brands.map((_, index) =>
    counts.reduce((sum, row) => sum + (row.brand === index ? row.count : 0), 0),
  );
  const percents = shares(mentions);
  return brands.map((brand, index) => ({
    ...brand,
    derived: countedAliases(brand),
    mentions: mentions[index]!,
    percent: percents[index]!,
  }));
}
