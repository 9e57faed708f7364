import { derivedAliases, mergeBrands, type TrackedBrand } from '@tributary/kit/brands';
import type { BrandSpec } from './data/tables.ts';

/**
 * Returns the brands to search mentions for: the dataset's own, with their derived aliases, and
 * those the workspace tracks. Brands with the same name, ignoring case, are merged with all their
 * phrases; the dataset's spelling wins.
 */
export function knownBrands(
  own: readonly BrandSpec[],
  tracked: readonly TrackedBrand[] = [],
): TrackedBrand[] {
  const listed = own.map(({ name, aliases }) => {
    const names = [name, ...aliases];
    const derived = derivedAliases(names).map(({ text }) => text);
    return { id: name, names: [...names, ...derived], excludes: [], isOwn: false };
  });
  return mergeBrands([...listed, ...tracked]);
}
