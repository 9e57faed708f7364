import { invalidInput } from '@tributary/kit';
import { COMMUNITY_PLATFORMS, MENTION_PLATFORMS, platformName } from '@tributary/platforms';
import { type BrandInput, checkBrand } from './brand.ts';
import type { QueryFields } from './data/queries.ts';
import type { BrandRow, IntelligenceQuery } from './snapshot.ts';

/**
 * `CreateIntelligenceQueryInput`, and with every member optional `UpdateIntelligenceQueryInput`.
 */
export interface QueryInput {
  primaryBrand: BrandInput;
  competitorBrands: readonly BrandInput[];
  communities?: readonly string[] | null;
  rangeDays: number;
}

const MOST_COMPETITORS = 20;
const MOST_COMMUNITIES = 20;
const LONGEST_RANGE = 365;
/** The platforms whose texts are counted: those of community posts and of mentions. */
const COMMUNITIES = [...new Set([...COMMUNITY_PLATFORMS, ...MENTION_PLATFORMS])];

/** Validates a new query; throws INVALID_INPUT naming the faulty member. */
export function checkCreate(input: QueryInput): QueryFields {
  return {
    brands: checkBrands(
      checkBrand('input.primaryBrand', input.primaryBrand),
      checkCompetitors(input.competitorBrands),
    ),
    communities: checkCommunities(input.communities ?? []),
    rangeDays: checkRange(input.rangeDays),
  };
}

/** Applies and validates a change; undefined or null members stay. */
export function checkUpdate(
  query: IntelligenceQuery,
  input: { [Name in keyof QueryInput]?: QueryInput[Name] | null },
): QueryFields {
  const [primary, ...competitors] = query.brands;
  return {
    brands: checkBrands(
      input.primaryBrand ? checkBrand('input.primaryBrand', input.primaryBrand) : primary!,
      input.competitorBrands ? checkCompetitors(input.competitorBrands) : competitors,
    ),
    communities: input.communities ? checkCommunities(input.communities) : query.communities,
    rangeDays: input.rangeDays == null ? query.rangeDays : checkRange(input.rangeDays),
  };
}

function checkCompetitors(inputs: readonly BrandInput[]): BrandRow[] {
  if (inputs.length > MOST_COMPETITORS)
    throw invalidInput(
      'input.competitorBrands',
      `\`input.competitorBrands\` must have at most ${MOST_COMPETITORS} brands.`,
    );
  return inputs.map((each, index) => checkBrand(`input.competitorBrands.${index}`, each));
}

function checkBrands(primary: BrandRow, competitors: readonly BrandRow[]): BrandRow[] {
  const brands = [primary, ...competitors];
  const again = brands.find(
    ({ folded }, index) => brands.findIndex((each) => each.folded === folded) < index,
  );
  if (again)
    throw invalidInput('input.competitorBrands', `"${again.name}" is listed twice; list each brand once.`);
  return brands;
}

function checkCommunities(communities: readonly string[]): string[] {
  const found = communities.map((each) => platformName(each, COMMUNITIES));
  const known = [...new Set(found.filter((each) => each !== null))];
  if (known.length <= MOST_COMMUNITIES && !found.includes(null)) return known;
  throw invalidInput(
    'input.communities',
    `\`input.communities\` must be at most ${MOST_COMMUNITIES} of ${COMMUNITIES.join(', ')}.`,
  );
}

/** Returns the platform that a community argument names; throws INVALID_INPUT if there is none. */
export function checkCommunity(name: string): string {
  const community = platformName(name, COMMUNITIES);
  if (community !== null) return community;
  throw invalidInput('community', `\`community\` must be one of ${COMMUNITIES.join(', ')}.`);
}

function checkRange(days: number): number {
  if (days >= 1 && days <= LONGEST_RANGE) return days;
  throw invalidInput('input.rangeDays', `\`input.rangeDays\` must be from 1 to ${LONGEST_RANGE}.`);
}
