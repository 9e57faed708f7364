import { isUuid } from '@tributary/kit/postgres';
import { foldName } from '../brand.ts';
import type { Context } from '../context.ts';
import { addDays } from '../days.ts';
import { shares } from '../shares.ts';
import { communitiesOf, mentionsIn, type Snapshot as Row, totalOf } from '../snapshot.ts';
import { brandOfSnapshot } from './brand.ts';

/** Finds a snapshot of the workspace by id; null if unknown. */
export async function findSnapshot({ id }: { id: string }, context: Context): Promise<Row | null> {
  return isUuid(id) ? context.snapshots.load(id) : null;
}

export const Snapshot = {
  __resolveReference: findSnapshot,

  query: ({ queryId }: Row, _: unknown, context: Context) => context.queries.load(queryId),
  from: ({ date, rangeDays }: Row) => addDays(date, 1 - rangeDays),
  brand(snapshot: Row, { name }: { name: string }) {
    const folded = foldName(name);
    const index = snapshot.brands.findIndex((brand) => brand.folded === folded);
    return index < 0 ? null : { snapshot, index };
  },
  brands: (snapshot: Row) => snapshot.brands.map((_, index) => ({ snapshot, index })),
  byCommunity: (snapshot: Row) =>
    communitiesOf(snapshot).map((community) => {
      const mentions = mentionsIn(snapshot, community);
      const percents = shares(mentions);
      return {
        community,
        brands: snapshot.brands.map(({ name }, index) => ({
          name,
          mentions: mentions[index],
          percent: percents[index],
        })),
      };
    }),
  total: (snapshot: Row) => totalOf(snapshot),
  driver(snapshot: Row) {
    if (!snapshot.driver) return null;
    const { brand, postIds, ...facts } = snapshot.driver;
    return { ...facts, brand: brandOfSnapshot(snapshot, brand), posts: postIds.map((id) => ({ id })) };
  },
};
