import { brandFinder } from '@tributary/kit';
import type { BrandSpec } from '../data/tables.ts';

/** Finds brands by their names and aliases as whole words; gives their names. */
export function brandReader(brands: readonly BrandSpec[]): (parts: readonly string[]) => string[] {
  if (brands.length === 0) return () => [];
  const terms = brands.map(({ name, aliases }) => ({ id: name, names: [name, ...aliases], excludes: [] }));
  return brandFinder(terms);
}
