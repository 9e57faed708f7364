/** A brand as it is kept. */
export interface BrandRow {
  name: string;
  /** The name as names are compared. */
  folded: string;
  aliases: string[];
  excludes: string[];
}

/** A brand of a snapshot: as the query had it, with what was counted. */
export interface CountedBrand extends BrandRow {
  mentions: number;
  /** In per cent with one decimal, each brand rounded by itself; 0 when nothing was counted. */
  percent: number;
}

/** Numerators of one brand in one community, over all sources. */
export interface CountRow {
  /** Place of the brand in the snapshot's brands. */
  brand: number;
  community: string;
  count: number;
  /** Of those: with a known sentiment, and positive. */
  rated: number;
  positive: number;
}

/** A query as the rest of the subgraph sees it. */
export interface IntelligenceQuery {
  id: string;
  /** The primary brand first. */
  brands: BrandRow[];
  communities: string[];
  rangeDays: number;
  createdAt: Date;
  archivedAt: Date | null;
}

/** What a snapshot says, without who it belongs to. */
export interface SnapshotFacts {
  date: string;
  rangeDays: number;
  communities: string[];
  brands: CountedBrand[];
  counts: CountRow[];
}

/** A snapshot as the rest of the subgraph sees it. */
export interface Snapshot extends SnapshotFacts {
  id: string;
  queryId: string;
  sources: string[];
  summary: string;
  summaryEngine: string;
  analysisVersion: number;
  capturedAt: Date;
  /** Shares of the newest snapshot before it; null when there is none. */
  previous: { folded: string; percent: number }[] | null;
}

/**
 * The communities of a snapshot: the query's in its order, or where every one counted those with
 * counts, by name.
 */
export function communitiesOf({
  communities,
  counts,
}: Pick<SnapshotFacts, 'communities' | 'counts'>): string[] {
  if (communities.length > 0) return communities;
  return [...new Set(counts.map(({ community }) => community))].sort();
}

/** Mentions of each brand in one community, in the order of the brands. */
export function mentionsIn({ brands, counts }: SnapshotFacts, community: string): number[] {
  return brands.map((_, index) =>
    counts.reduce(
      (sum, each) => sum + (each.brand === index && each.community === community ? each.count : 0),
      0,
    ),
  );
}

/** What was counted in all. */
export function totalOf({ brands }: Pick<SnapshotFacts, 'brands'>): number {
  return brands.reduce((sum, { mentions }) => sum + mentions, 0);
}

/** One brand of a snapshot, by its index. */
export interface SnapshotBrand {
  readonly snapshot: Snapshot;
  readonly index: number;
}
