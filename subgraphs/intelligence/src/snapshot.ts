/** A brand as stored. */
export interface BrandRow {
  name: string;
  /** The folded name, for comparisons. */
  folded: string;
  aliases: string[];
  /**
   * The derived aliases that count; all if null or missing. Those of a snapshot are always listed,
   * and none before version 2 of the analysis.
   */
  derived?: string[] | null;
  excludes: string[];
}

/** A brand of a snapshot, as defined by the query, with its counts. */
export interface CountedBrand extends BrandRow {
  mentions: number;
  /** In per cent with one decimal, rounded per brand; 0 if nothing was counted. */
  percent: number;
}

/** Counts of one brand in one community, over all sources. */
export interface CountRow {
  /** Index into the snapshot's brands. */
  brand: number;
  community: string;
  count: number;
  /** Mentions with a known sentiment, and positive ones. */
  rated: number;
  positive: number;
}

/** The topic that explains most of a change of a brand's share. */
export interface Driver {
  /** Index into the snapshot's brands. */
  brand: number;
  topic: string;
  /** Whether posts with the topic entered the range or left it. */
  direction: 'entered' | 'left';
  /** Posts with the topic, and all posts that name the brand and entered or left the range. */
  count: number;
  of: number;
  /** Ids of community posts with the topic. */
  postIds: string[];
}

/** A query in the form used outside `data/`. */
export interface IntelligenceQuery {
  id: string;
  /** The primary brand first. */
  brands: BrandRow[];
  communities: string[];
  rangeDays: number;
  createdAt: Date;
  archivedAt: Date | null;
}

/** The content of a snapshot, without its query and workspace. */
export interface SnapshotFacts {
  date: string;
  rangeDays: number;
  communities: string[];
  brands: CountedBrand[];
  counts: CountRow[];
  /** Absent where it was not determined. */
  driver?: Driver | null;
}

/** A snapshot in the form used outside `data/`. */
export interface Snapshot extends SnapshotFacts {
  id: string;
  queryId: string;
  sources: string[];
  summary: string;
  summaryEngine: string;
  analysisVersion: number;
  capturedAt: Date;
  /** Shares of the previous snapshot; null if there is none. */
  previous: { folded: string; percent: number }[] | null;
}

/**
 * Lists the communities of a snapshot: the query's in their order; for a query over all
 * communities, those with counts, by name.
 */
export function communitiesOf({
  communities,
  counts,
}: Pick<SnapshotFacts, 'communities' | 'counts'>): string[] {
  if (communities.length > 0) return communities;
  return [...new Set(counts.map(({ community }) => community))].sort();
}

/** Returns the mentions of each brand in one community, in the order of the brands. */
export function mentionsIn({ brands, counts }: SnapshotFacts, community: string): number[] {
  return brands.map((_, index) =>
    counts.reduce(
      (sum, each) => sum + (each.brand === index && each.community === community ? each.count : 0),
      0,
    ),
  );
}

/** Returns the total of all mentions. */
export function totalOf({ brands }: Pick<SnapshotFacts, 'brands'>): number {
  return brands.reduce((sum, { mentions }) => sum + mentions, 0);
}

/** A brand of a snapshot, by its index. */
export interface SnapshotBrand {
  readonly snapshot: Snapshot;
  readonly index: number;
}
