import { readTogether, type Scope } from '@tributary/kit/postgres';
import { addressKey, type BrandQuery, type BrandTerms, brandFinder, brandQueries } from '@tributary/kit/text';
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';

/** Where brands are counted. */
export interface BrandRange {
  readonly communities: readonly string[];
  /** First and last day, in UTC, both included; null is without a bound. */
  readonly from: string | null;
  readonly to: string | null;
}

/** In how many posts of one community a brand is named. */
export interface BrandCount {
  readonly brand: string;
  readonly community: string;
  readonly count: number;
}

/** Brands that are counted against each other, and where. */
export interface BrandCounting {
  readonly brands: readonly BrandTerms[];
  /** Ids of the brands whose counts are wanted; all of them without. */
  readonly counted?: readonly string[];
  readonly range: BrandRange;
}

/** Posts that are read at once where words alone do not decide. */
const BATCH = 1_000;

/** Counts each brand by community, a post once per brand. */
export async function countBrands(
  scope: Scope<Tables>,
  brands: readonly BrandTerms[],
  range: BrandRange,
): Promise<BrandCount[]> {
  const [counts] = await loadBrandCounts(scope, [{ brands, range }]);
  return counts!;
}

/**
 * Counts each brand of each counting by community, a post once per brand; for a loader. The
 * full-text index gives nearly all of it; only posts with a phrase that another brand's name or an
 * exclude lengthens, or with a name like `C++`, are read (`brandFinder`).
 */
export async function loadBrandCounts(
  scope: Scope<Tables>,
  countings: readonly BrandCounting[],
): Promise<BrandCount[][]> {
  const asked = countings.flatMap(({ brands, counted, range }, counting) =>
    brandQueries(brands)
      .filter(({ id, named }) => named !== null && (counted?.includes(id) ?? true))
      .map((query) => ({ counting, query, range })),
  );
  const read = await readTogether(
    scope.db,
    asked.map(({ query, range }) => countOf(scope, query, range)),
  );
  const rows = asked.flatMap(({ counting }, index) => read[index]!.map((row) => ({ ...row, counting })));
  const named = await readDoubtful(scope, countings, rows);
  return countings.map((_, index) =>
    rows
      .filter(({ counting }) => counting === index)
      .map(({ brand, community, certain, doubtful }) => ({
        brand,
        community,
        count: certain + (doubtful ?? []).filter((id) => named[index]!.get(id)?.includes(brand)).length,
      }))
      .filter(({ count }) => count > 0),
  );
}

function countOf(scope: Scope<Tables>, query: BrandQuery, range: BrandRange) {
  const doubtful = doubtfulOf(query);
  return scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where(mayName(query))
    .where(within(range))
    .groupBy('source')
    .select([
      sql<string>`${query.id}::text`.as('brand'),
      'source as community',
      sql<number>`count(*) filter (where not ${doubtful})`.as('certain'),
      sql<string[] | null>`array_agg(id) filter (where ${doubtful})`.as('doubtful'),
    ]);
}

/** For each counting the brands that each of its posts names where words alone did not decide. */
async function readDoubtful(
  scope: Scope<Tables>,
  countings: readonly BrandCounting[],
  rows: readonly { counting: number; doubtful: string[] | null }[],
): Promise<Map<string, string[]>[]> {
  const wanted = new Map<string, Set<number>>();
  for (const { counting, doubtful } of rows)
    for (const id of doubtful ?? []) wanted.set(id, (wanted.get(id) ?? new Set()).add(counting));
  const finders = countings.map(({ brands }) => brandFinder(brands));
  const named = countings.map(() => new Map<string, string[]>());
  const ids = [...wanted.keys()];
  for (let start = 0; start < ids.length; start += BATCH) {
    const texts = await scope.db
      .selectFrom('community_posts')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '=', sql<string>`any(${ids.slice(start, start + BATCH)}::uuid[])`)
      .select(['id', 'title', 'body'])
      .execute();
    for (const { id, title, body } of texts)
      for (const counting of wanted.get(id)!) named[counting]!.set(id, finders[counting]!([title, body]));
  }
  return named;
}

/** Posts whose addresses are read at once. */
const ADDRESSES = 5_000;

/**
 * Reads the keys of the addresses of the posts of one community that {@link countBrands} counts for
 * a brand.
 */
export async function listAddressKeys(
  scope: Scope<Tables>,
  brands: readonly BrandTerms[],
  { id, community }: { readonly id: string; readonly community: string },
  range: BrandRange,
): Promise<string[]> {
  const query = brandQueries(brands).find((each) => each.id === id)!;
  const find = brandFinder(brands);
  const keys = new Set<string>();
  for (let after: string | null = null; ; ) {
    const rows = await addressesOf(scope, query, { ...range, communities: [community] }, after);
    for (const { url, title, body } of rows) {
      if (title !== null && !find([title, body!]).includes(id)) continue;
      const key = addressKey(url);
      if (key) keys.add(key);
    }
    if (rows.length < ADDRESSES) return [...keys];
    after = rows.at(-1)!.id;
  }
}

/** Addresses of posts that may name a brand, with their texts where words alone do not decide. */
function addressesOf(scope: Scope<Tables>, query: BrandQuery, range: BrandRange, after: string | null) {
  const doubtful = doubtfulOf(query);
  return scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where(mayName(query))
    .where(within(range))
    .$if(after !== null, (select) => select.where('id', '>', after!))
    .select([
      'id',
      'url',
      sql<string | null>`case when ${doubtful} then title end`.as('title'),
      sql<string | null>`case when ${doubtful} then body end`.as('body'),
    ])
    .orderBy('id')
    .limit(ADDRESSES)
    .execute();
}

/** Posts that may name the brand. */
export function mayName({ named, never }: BrandQuery): Expression<SqlBool> {
  if (named === null) return sql<boolean>`false`;
  if (never === null) return sql<boolean>`search @@ ${named}::tsquery`;
  return sql<boolean>`(search @@ ${named}::tsquery and not search @@ ${never}::tsquery)`;
}

/** Those of them that have to be read to know. */
export function doubtfulOf({ doubtful }: BrandQuery): RawBuilder<boolean> {
  return doubtful === null ? sql<boolean>`false` : sql<boolean>`(search @@ ${doubtful}::tsquery)`;
}

/** Posts of the range. */
export function within({ communities, from, to }: BrandRange): Expression<SqlBool> {
  const conditions = [sql`true`];
  if (communities.length > 0) conditions.push(sql`source = any(${communities}::text[])`);
  if (from) conditions.push(sql`posted_at >= ${from}::date`);
  if (to) conditions.push(sql`posted_at < ${to}::date + 1`);
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}
