import { invalidInput } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import type { BrandSpec } from './data/tables.ts';

const LONGEST_NAME = 255;
const MOST_BRANDS = 200;
const LONGEST_BRAND = 200;
const MOST_ALIASES = 20;

/** `DatasetBrandInput` of the SDL. */
export interface BrandInput {
  name: string;
  aliases?: string[] | null;
}

/**
 * Returns a trimmed name of a dataset or collection; throws INVALID_INPUT unless it has 1 to 255
 * characters.
 */
export function checkName(field: string, name: string): string {
  return bounded(field, name, LONGEST_NAME);
}

/** Validates the brands of a dataset; of two brands with the same name, the first wins. */
export function checkBrands(field: string, brands: readonly BrandInput[]): BrandSpec[] {
  if (brands.length > MOST_BRANDS)
    throw invalidInput(field, `Must have at most ${MOST_BRANDS} brands, got ${brands.length}`);
  const known = new Map<string, BrandSpec>();
  for (const [place, { name, aliases }] of brands.entries()) {
    const at = `${field}.${place}`;
    const others = aliases ?? [];
    if (others.length > MOST_ALIASES)
      throw invalidInput(`${at}.aliases`, `Must have at most ${MOST_ALIASES} aliases, got ${others.length}`);
    const brand = {
      name: bounded(`${at}.name`, name, LONGEST_BRAND),
      aliases: others.map((alias, index) => bounded(`${at}.aliases.${index}`, alias, LONGEST_BRAND)),
    };
    if (!known.has(brand.name.toLowerCase())) known.set(brand.name.toLowerCase(), brand);
  }
  return [...known.values()];
}

/** Members of the inputs of a dataset that make it live. */
export interface LiveInput {
  live?: boolean | null;
  trackerId?: string | null;
}

/**
 * Returns the tracker that a dataset is to follow, or null to follow none; undefined if that does
 * not change. `known` is the tracker that it follows now.
 */
export function checkLive({ live, trackerId }: LiveInput, known: string | null): string | null | undefined {
  if (live == null || !live) {
    if (trackerId != null) throw invalidInput('input.trackerId', 'Must be absent unless the dataset is live');
    return live === false && known !== null ? null : undefined;
  }
  if (trackerId == null && known === null)
    throw invalidInput('input.trackerId', 'Must name the tracker that the dataset follows');
  if (trackerId == null || trackerId.toLowerCase() === known) return undefined;
  if (!isUuid(trackerId)) throw invalidInput('input.trackerId', 'Must be the id of a tracker');
  return trackerId.toLowerCase();
}

function bounded(field: string, text: string, longest: number): string {
  const trimmed = text.trim();
  if (trimmed.length === 0 || isLongerThan(trimmed, longest))
    throw invalidInput(field, `Must have 1 to ${longest} characters`);
  if (trimmed.includes('\0')) throw invalidInput(field, 'Must not contain the character NUL');
  return trimmed.toWellFormed();
}
