import { pointsBetween } from '../shares.ts';
import { communitiesOf, type Driver, mentionsIn, type SnapshotFacts, totalOf } from '../snapshot.ts';

/** The facts that a summary may state; nothing else is known to be true. */
export interface SummaryFacts {
  readonly date: string;
  readonly rangeDays: number;
  /** Number of pairs of a text and a brand. */
  readonly total: number;
  /** Requested communities; empty means every community. */
  readonly communities: readonly string[];
  /** The primary brand first. */
  readonly brands: readonly {
    readonly name: string;
    readonly mentions: number;
    readonly percent: number;
    /** Change in percentage points since the previous snapshot; null if it lacks the brand. */
    readonly change: number | null;
  }[];
  /** Day of the previous snapshot; null if there is none. */
  readonly previousDate: string | null;
  /** The community whose mentions changed most since then, if comparable; null if none changed. */
  readonly largestChange: {
    readonly community: string;
    readonly before: number;
    readonly after: number;
  } | null;
  /** The topic that explains the largest change of a share; null if none does. */
  readonly driver: (Pick<Driver, 'topic' | 'direction' | 'count' | 'of'> & { readonly name: string }) | null;
}

/** Returns the facts of a snapshot, including changes since the previous one. */
export function factsOf(snapshot: SnapshotFacts, previous: SnapshotFacts | null): SummaryFacts {
  const before = new Map(previous?.brands.map(({ folded, percent }) => [folded, percent]));
  return {
    date: snapshot.date,
    rangeDays: snapshot.rangeDays,
    total: totalOf(snapshot),
    communities: snapshot.communities,
    brands: snapshot.brands.map(({ name, folded, mentions, percent }) => {
      const was = before.get(folded);
      return { name, mentions, percent, change: was === undefined ? null : pointsBetween(was, percent) };
    }),
    previousDate: previous?.date ?? null,
    largestChange:
      previous && previous.rangeDays === snapshot.rangeDays ? largestChangeOf(snapshot, previous) : null,
    driver: driverOf(snapshot),
  };
}

function driverOf({ driver, brands }: SnapshotFacts): SummaryFacts['driver'] {
  if (!driver) return null;
  const { brand, topic, direction, count, of } = driver;
  return { name: brands[brand]!.name, topic, direction, count, of };
}

function largestChangeOf(snapshot: SnapshotFacts, previous: SnapshotFacts): SummaryFacts['largestChange'] {
  const sum = (facts: SnapshotFacts, community: string) =>
    mentionsIn(facts, community).reduce((total, each) => total + each, 0);
  const all = [...new Set([...communitiesOf(snapshot), ...communitiesOf(previous)])].map((community) => ({
    community,
    before: sum(previous, community),
    after: sum(snapshot, community),
  }));
  const change = (each: { before: number; after: number }) => Math.abs(each.after - each.before);
  const most = all.reduce((best, each) => (change(each) > change(best) ? each : best), all[0]!);
  return most && change(most) > 0 ? most : null;
}
