import { percentOf, pointsBetween, shares } from '../shares.ts';
import { communitiesOf, mentionsIn, type Snapshot, type SnapshotFacts } from '../snapshot.ts';
import { brandOfSnapshot } from './brand.ts';

/** One brand of a snapshot, by its place. */
export interface BrandShareView {
  readonly snapshot: Snapshot;
  readonly index: number;
}

/** The brand at `index` of a snapshot. */
export function brandShareOf(snapshot: Snapshot, index: number): BrandShareView {
  return { snapshot, index };
}

/** Positive ones among a brand's mentions with a known sentiment, in per cent. */
export function positivePercent({ counts }: SnapshotFacts, index: number): number | null {
  const own = counts.filter(({ brand }) => brand === index);
  const sum = (name: 'rated' | 'positive') => own.reduce((total, each) => total + each[name], 0);
  return percentOf(sum('positive'), sum('rated'));
}

export const BrandShare = {
  brand: ({ snapshot, index }: BrandShareView) => brandOfSnapshot(snapshot, index),
  date: ({ snapshot }: BrandShareView) => snapshot.date,
  mentions: ({ snapshot, index }: BrandShareView) => snapshot.brands[index]!.mentions,
  percent: ({ snapshot, index }: BrandShareView) => snapshot.brands[index]!.percent,
  change({ snapshot, index }: BrandShareView) {
    const { folded, percent } = snapshot.brands[index]!;
    const before = snapshot.previous?.find((brand) => brand.folded === folded);
    return before ? pointsBetween(before.percent, percent) : null;
  },
  positivePercent: ({ snapshot, index }: BrandShareView) => positivePercent(snapshot, index),
  byCommunity: ({ snapshot, index }: BrandShareView) =>
    communitiesOf(snapshot).map((community) => {
      const mentions = mentionsIn(snapshot, community);
      return { community, mentions: mentions[index], percent: shares(mentions)[index] };
    }),
};
