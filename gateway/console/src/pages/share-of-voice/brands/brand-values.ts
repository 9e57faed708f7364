import type { Problems } from '../../../ui/form/use-form.ts';
import type { ComparedBrands } from './brand-operations.ts';

/** A brand in the form; lists of phrases are edited as text, separated by commas. */
export interface BrandValues {
  /** Tells brands apart while their names are edited. */
  readonly key: number;
  readonly name: string;
  readonly aliases: string;
  readonly excludes: string;
}

/** What the form holds: the own brand first, then those that it is compared with. */
export interface ComparisonValues {
  readonly brands: readonly BrandValues[];
  readonly rangeDays: string;
}

/** Returns a brand without a name yet. */
export function emptyBrand(key: number): BrandValues {
  return { key, name: '', aliases: '', excludes: '' };
}

export function valuesOf(comparison: ComparedBrands | undefined): ComparisonValues {
  if (!comparison) return { brands: [emptyBrand(0), emptyBrand(1)], rangeDays: '30' };
  const brands = [comparison.primaryBrand, ...comparison.competitorBrands];
  return {
    brands: brands.map(({ name, aliases, excludes }, key) => ({
      key,
      name,
      aliases: aliases.join(', '),
      excludes: excludes.join(', '),
    })),
    rangeDays: String(comparison.rangeDays),
  };
}

/** Returns the form's values as the input of the graph. */
export function inputOf({ brands, rangeDays }: ComparisonValues) {
  const [primaryBrand, ...competitorBrands] = brands.map(brandInputOf);
  return { primaryBrand: primaryBrand!, competitorBrands, rangeDays: Number(rangeDays) };
}

export function brandInputOf({ name, aliases, excludes }: BrandValues) {
  return { name: name.trim(), aliases: phrasesIn(aliases), excludes: phrasesIn(excludes) };
}

function phrasesIn(text: string): string[] {
  return text
    .split(',')
    .map((phrase) => phrase.trim())
    .filter(Boolean);
}

/** Returns what is wrong with the values before they are sent. */
export function problemsIn({ brands, rangeDays }: ComparisonValues): Problems {
  const days = Number(rangeDays);
  const isRange = Number.isInteger(days) && days >= 1 && days <= 365;
  return {
    ...(brands.every(({ name }) => name.trim()) ? {} : { '': 'Enter a name for each brand, or remove it.' }),
    ...(isRange ? {} : { rangeDays: 'Enter a number of days from 1 to 365.' }),
  };
}
