import { invalidInput } from '@tributary/kit';
import { brandOccurrences, mergeBrands } from '@tributary/kit/brands';
import { isLongerThan } from '@tributary/kit/text';
import { type BrandInput, checkBrand, termsOf } from '../brand.ts';
import type { Context } from '../context.ts';
import { listQueries, MOST_QUERIES } from '../data/queries.ts';
import type { BrandRow } from '../snapshot.ts';

interface Arguments {
  text: string;
  title?: string | null;
  community?: string | null;
  brands?: readonly BrandInput[] | null;
}

const LONGEST_TITLE = 1_000;
const LONGEST_TEXT = 40_000;
const MOST_BRANDS = 50;

/** `Query.brandMatches`. */
export async function brandMatches(_: unknown, args: Arguments, context: Context) {
  const { text, title, community } = args;
  checkLength('text', text, LONGEST_TEXT);
  checkLength('title', title ?? '', LONGEST_TITLE);
  const brands = args.brands ? checkBrands(args.brands) : await trackedRows(context);
  const merged = mergeBrands(brands.map((brand) => ({ id: brand.name, ...termsOf(brand), isOwn: false })));
  const parts = [title ?? '', text];
  return brandOccurrences(merged)(parts, community ?? null).map(
    ({ brand, part, start, end, reason, handle, ...rest }) => ({
      ...rest,
      brand: { name: brand },
      inTitle: part === 0,
      start,
      end,
      text: parts[part]!.slice(start, end),
      reason: `“${parts[part]!.slice(start, end)}” ${reason}.`,
      suggestedAlias: handle,
    }),
  );
}

function checkLength(field: string, text: string, most: number): void {
  if (isLongerThan(text, most))
    throw invalidInput(field, `\`${field}\` must have at most ${most.toLocaleString('en')} characters.`);
}

function checkBrands(brands: readonly BrandInput[]): BrandRow[] {
  if (brands.length > MOST_BRANDS)
    throw invalidInput('brands', `\`brands\` must have at most ${MOST_BRANDS} brands, got ${brands.length}.`);
  return brands.map((brand, index) => checkBrand(`brands.${index}`, brand));
}

/** Loads the brands of the workspace's active queries, oldest query first. */
async function trackedRows(context: Context): Promise<BrandRow[]> {
  const page = { limit: MOST_QUERIES, after: null, skip: 0 };
  const queries = await listQueries(context.scope(), { includeArchived: false }, page);
  return queries.flatMap(({ brands }) => brands);
}
