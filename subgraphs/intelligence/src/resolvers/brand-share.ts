import { percentOf, pointsBetween, shares } from '../shares.ts';
import { communitiesOf, mentionsIn, type SnapshotBrand, type SnapshotFacts } from '../snapshot.ts';
import { brandOfSnapshot } from './brand.ts';

/** Returns the percentage of positive mentions among a brand's mentions with a known sentiment. */
export function positivePercent({ counts }: SnapshotFacts, index: number): number | null {
  const own = counts.filter(({ brand }) => brand === index);
  const sum = (name: 'rated' | 'positive') => own.reduce((total, each) => total + each[name], 0);
  return percentOf(sum('positive'), sum('rated'));
}

export const BrandShare = {
  brand: ({ snapshot, index }: SnapshotBrand) => brandOfSnapshot(snapshot, index),
  date: ({ snapshot }: SnapshotBrand) => snapshot.date,
  mentions: ({ snapshot, index }: SnapshotBrand) => snapshot.brands[index]!.mentions,
  percent: ({ snapshot, index }: SnapshotBrand) => snapshot.brands[index]!.percent,
  change({ snapshot, index }: SnapshotBrand) {
    const { folded, percent } = snapshot.brands[index]!;
    const before = snapshot.previous?.find((brand) => brand.folded === folded);
    return before ? pointsBetween(before.percent, percent) : null;
  },
  positivePercent: ({ snapshot, index }: SnapshotBrand) => positivePercent(snapshot, index),
  byCommunity: ({ snapshot, index }: SnapshotBrand) =>
    communitiesOf(snapshot).map((community) => {
      const mentions = mentionsIn(snapshot, community);
      return { community, mentions: mentions[index], percent: shares(mentions)[index] };
    }),
};
