import {
  type BrandMatch,
  brandIdOf,
  countedAliases,
  derivedAliasesOf,
  foldedOfId,
  foldName,
  isName,
  matchOf,
} from '../brand.ts';
import type { Context } from '../context.ts';
import { addDays } from '../days.ts';
import type { BrandRow, IntelligenceQuery, Snapshot, SnapshotBrand } from '../snapshot.ts';

/**
 * A brand as passed between resolvers: its name, and its data if a query or snapshot supplied it.
 */
export interface BrandView {
  readonly name: string;
  /** Absent for a brand found by name or id alone. */
  readonly known?: { readonly brand: BrandRow; readonly match: BrandMatch };
}

const EVERYWHERE = { communities: [], from: null, to: null };

/** Returns a brand of a query. */
export function brandOfQuery({ brands, communities }: IntelligenceQuery, index: number): BrandView {
  const match = matchOf(brands, index, { communities, from: null, to: null });
  return { name: brands[index]!.name, known: { brand: brands[index]!, match } };
}

/** Returns a brand of a snapshot; it matches exactly the posts that the snapshot counted. */
export function brandOfSnapshot(snapshot: Snapshot, index: number): BrandView {
  const { communities, date, rangeDays } = snapshot;
  const brands = snapshot.brands.map((brand) => ({ ...brand, derived: brand.derived ?? [] }));
  const match = matchOf(brands, index, { communities, from: addDays(date, 1 - rangeDays), to: date });
  return { name: brands[index]!.name, known: { brand: brands[index]!, match } };
}

/**
 * Finds any brand by name, in the spelling of the query that tracks it; null if the name is
 * invalid.
 */
export async function findBrand(name: string, context: Context): Promise<BrandView | null> {
  if (!isName(name)) return null;
  const tracked = await trackedBrand(name, context);
  return tracked ? { name: tracked.brand.name } : { name: name.trim() };
}

/** Finds the brand in the first active query that tracks it; null if none does. */
async function trackedBrand(name: string, context: Context) {
  const folded = foldName(name);
  const query = (await context.tracking.load(folded))?.queries[0];
  if (!query) return null;
  const index = query.brands.findIndex((brand) => brand.folded === folded);
  return { brand: query.brands[index]!, match: matchOf(query.brands, index, EVERYWHERE) };
}

/** Returns a brand with its own phrases, in every community and beside no other brand. */
export function untrackedBrand(brand: BrandRow): BrandView & Required<Pick<BrandView, 'known'>> {
  return { name: brand.name, known: { brand, match: matchOf([brand], 0, EVERYWHERE) } };
}

async function knownOf({ name, known }: BrandView, context: Context) {
  if (known) return known;
  const tracked = await trackedBrand(name, context);
  if (tracked) return tracked;
  return untrackedBrand({ name, folded: foldName(name), aliases: [], excludes: [] }).known;
}

export const Brand = {
  async __resolveReference(reference: { id?: string; name?: string }, context: Context) {
    // Keeps the spelling of the representation, which is already part of the response.
    if (reference.name !== undefined) return isName(reference.name) ? { name: reference.name } : null;
    const folded = foldedOfId(context.scope().workspaceId, reference.id!);
    return folded === null ? null : findBrand(folded, context);
  },

  id: ({ name }: BrandView, _: unknown, context: Context) => brandIdOf(context.scope().workspaceId, name),
  tracked: async ({ name }: BrandView, _: unknown, context: Context) =>
    (await context.tracking.load(foldName(name))) !== null,
  aliases: async (view: BrandView, _: unknown, context: Context) =>
    (await knownOf(view, context)).brand.aliases,
  async derivedAliases(view: BrandView, _: unknown, context: Context) {
    const { brand } = await knownOf(view, context);
    const counted = new Set(countedAliases(brand));
    return derivedAliasesOf(brand).map((alias) => ({ ...alias, counts: counted.has(alias.text) }));
  },
  excludes: async (view: BrandView, _: unknown, context: Context) =>
    (await knownOf(view, context)).brand.excludes,
  match: async (view: BrandView, _: unknown, context: Context) => (await knownOf(view, context)).match,

  async shareOfVoice({ name }: BrandView, { days }: { days: number }, context: Context) {
    const folded = foldName(name);
    const tracking = await context.tracking.load(folded);
    if (!tracking) return null;
    const queryIds = tracking.queries.map(({ id }) => id);
    const [snapshot] = await context.shares.load({ queryIds, folded, rangeDays: days });
    if (!snapshot) return null;
    const index = snapshot.brands.findIndex((brand) => brand.folded === folded);
    return { snapshot, index } satisfies SnapshotBrand;
  },
};
