import { boundId, invalidInput, readBoundId } from '@tributary/kit';
import { type BrandTerms, type DerivedAlias, derivedAliases } from '@tributary/kit/brands';
import { isLongerThan, wordsOf } from '@tributary/kit/text';
import type { BrandRow } from './snapshot.ts';

/** `BrandInput`. */
export interface BrandInput {
  name: string;
  aliases?: readonly string[] | null;
  derivedAliases?: readonly string[] | null;
  excludes?: readonly string[] | null;
}

/** `BrandMatch` of `shared.graphql`. */
export interface BrandMatch {
  readonly names: readonly string[];
  readonly excludes: readonly string[];
  readonly others: readonly string[];
  readonly communities: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
}

const LONGEST = 100;
const MOST_PHRASES = 20;

/** Returns the form of a name used for comparison. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim();
}

/** Returns the id of a brand in a workspace. */
export function brandIdOf(workspaceId: string, name: string): string {
  return boundId('brand', workspaceId, foldName(name));
}

/** Returns the folded name of a brand id; null for any other id. */
export function foldedOfId(workspaceId: string, id: string): string | null {
  return readBoundId('brand', workspaceId, id);
}

/**
 * Returns whether texts can be searched for a name: it has a letter or digit, and no NUL, which
 * PostgreSQL rejects.
 */
export function isName(name: string): boolean {
  return !isLongerThan(name, LONGEST) && !name.includes('\0') && wordsOf(name).length > 0;
}

/**
 * Validates a brand of an input; returns it trimmed and with each phrase once. Throws INVALID_INPUT
 * naming the faulty member.
 */
export function checkBrand(field: string, input: BrandInput): BrandRow {
  const name = checkPhrase(`${field}.name`, input.name);
  const known = new Set([foldName(name)]);
  const brand = {
    name,
    folded: foldName(name),
    aliases: checkPhrases(`${field}.aliases`, input.aliases ?? [], known),
    excludes: checkPhrases(`${field}.excludes`, input.excludes ?? [], known),
  };
  if (!input.derivedAliases) return brand;
  return { ...brand, derived: checkDerived(`${field}.derivedAliases`, brand, input.derivedAliases) };
}

/** Checks that each alias is one that the brand's names derive, and returns it as derived. */
function checkDerived(field: string, brand: BrandRow, aliases: readonly string[]): string[] {
  const derived = derivedAliasesOf(brand).map(({ text }) => text);
  return aliases.map((alias) => {
    const found = derived.find((each) => foldName(each) === foldName(alias));
    if (found) return found;
    throw invalidInput(
      field,
      `\`${field}\` must be among ${derived.map((each) => `"${each}"`).join(', ') || 'none'}, got "${alias}"; list other phrases in \`aliases\`.`,
    );
  });
}

/** Returns the aliases that the name and the aliases of a brand derive. */
export function derivedAliasesOf({ name, aliases }: BrandRow): DerivedAlias[] {
  return derivedAliases([name, ...aliases]);
}

/** Returns the derived aliases of a brand that count. */
export function countedAliases(brand: BrandRow): string[] {
  return brand.derived ?? derivedAliasesOf(brand).map(({ text }) => text);
}

function checkPhrases(field: string, phrases: readonly string[], known: Set<string>): string[] {
  if (phrases.length > MOST_PHRASES)
    throw invalidInput(field, `\`${field}\` must have at most ${MOST_PHRASES} phrases.`);
  return phrases
    .map((phrase) => checkPhrase(field, phrase))
    .filter((phrase) => {
      const folded = foldName(phrase);
      const isNew = !known.has(folded);
      known.add(folded);
      return isNew;
    });
}

function checkPhrase(field: string, phrase: string): string {
  const trimmed = phrase.trim();
  if (!isName(trimmed))
    throw invalidInput(
      field,
      `\`${field}\` must have 1 to ${LONGEST} characters, at least one of them a letter or digit.`,
    );
  return trimmed;
}

/** Returns the match rules of the brand at `index`, given the brands tracked beside it. */
export function matchOf(
  brands: readonly BrandRow[],
  index: number,
  range: Pick<BrandMatch, 'communities' | 'from' | 'to'>,
): BrandMatch {
  const { names, excludes } = termsOf(brands[index]!);
  const others = brands.flatMap((brand, at) => (at === index ? [] : termsOf(brand).names));
  return { names, excludes, others, ...range };
}

/** Returns the phrases of a brand. */
export function termsOf(brand: BrandRow): Omit<BrandTerms, 'id'> {
  const { name, aliases, excludes } = brand;
  return { names: [name, ...aliases, ...countedAliases(brand)], excludes };
}
