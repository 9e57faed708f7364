/** Brands in texts: their names, how texts are searched for them, and why a name counts. */

export { type BrandCache, brandsHash, loadBrands, openBrandCache } from './brand-cache.ts';
export {
  type BrandFinder,
  type BrandOccurrence,
  brandFinder,
  brandOccurrences,
} from './brand-finder.ts';
export type { BrandTerms } from './brand-phrases.ts';
export { type BrandQuery, brandQueries } from './brand-queries.ts';
export { type DerivedAlias, derivedAliases } from './derived-aliases.ts';
export { BRAND_RIGHTS, mergeBrands, type TrackedBrand, trackedBrands } from './tracked-brands.ts';
