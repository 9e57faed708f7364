import { type BrandQuery, type BrandTerms, brandFinder, brandQueries } from '@tributary/kit/brands';
import { readTogether, type Scope } from '@tributary/kit/postgres';
import { addressKey } from '@tributary/kit/text';
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';

/** Posts in which brands are counted. */
export interface BrandRange {
  readonly communities: readonly string[];
  /** First and last UTC day, both inclusive; null means unbounded. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Number of posts in one community that name a brand. */
export interface BrandCount {
  readonly brand: string;
  readonly community: string;
  readonly count: number;
}

/** Brands to count together, and the posts to count them in. */
export interface BrandCounting {
  readonly brands: readonly BrandTerms[];
  /** Ids of the brands to return counts for; all brands if omitted. */
  readonly counted?: readonly string[];
  readonly range: BrandRange;
}

/** Batch size for reading posts that the full-text index cannot decide. */
const BATCH = 1_000;

/** Counts posts per brand and community; a post counts once per brand. */
export async function countBrands(
  scope: Scope<Tables>,
  brands: readonly BrandTerms[],
  range: BrandRange,
): Promise<BrandCount[]> {
  const [counts] = await loadBrandCounts(scope, [{ brands, range }]);
  return counts!;
}

/**
 * Counts posts per brand and community for each counting; a post counts once per brand. The
 * full-text index decides nearly all posts. `brandFinder` reads only posts in which another brand's
 * name or an exclude extends a matched phrase, or whose brand has a name like `C++`.
 */
export async function loadBrandCounts(
  scope: Scope<Tables>,
  countings: readonly BrandCounting[],
): Promise<BrandCount[][]> {
  const searches = countings.flatMap(({ brands, counted, range }, counting) =>
    brandQueries(brands)
      .filter(({ id, named }) => named !== null && (counted?.includes(id) ?? true))
      .map((query) => ({ counting, query, range })),
  );
  const read = await readTogether(
    scope.db,
    searches.map(({ query, range }) => countOf(scope, query, range)),
  );
  const rows = searches.flatMap(({ counting }, index) => read[index]!.map((row) => ({ ...row, counting })));
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

/**
 * Reads the posts that the index could not decide, and returns the brands each post names, per
 * counting.
 */
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
      .select(['id', 'title', 'body', 'subreddit'])
      .execute();
    for (const { id, title, body, subreddit } of texts)
      for (const counting of wanted.get(id)!)
        named[counting]!.set(id, finders[counting]!([title, body], subreddit));
  }
  return named;
}

/** Number of posts whose addresses are read per statement. */
const ADDRESSES = 5_000;

/**
 * Lists the address keys of the posts that {@link countBrands} counts for a brand in one community.
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
    for (const { url, title, body, subreddit } of rows) {
      if (title !== null && !find([title, body!], subreddit).includes(id)) continue;
      const key = addressKey(url);
      if (key) keys.add(key);
    }
    if (rows.length < ADDRESSES) return [...keys];
    after = rows.at(-1)!.id;
  }
}

/**
 * Selects the addresses of posts that may name a brand, with their texts if the index cannot
 * decide.
 */
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
      'subreddit',
      sql<string | null>`case when ${doubtful} then title end`.as('title'),
      sql<string | null>`case when ${doubtful} then body end`.as('body'),
    ])
    .orderBy('id')
    .limit(ADDRESSES)
    .execute();
}

/** Matches posts that may name the brand. */
export function mayName({ named, never }: BrandQuery): Expression<SqlBool> {
  if (named === null) return sql<boolean>`false`;
  if (never === null) return sql<boolean>`search @@ ${named}::tsquery`;
  return sql<boolean>`(search @@ ${named}::tsquery and not search @@ ${never}::tsquery)`;
}

/** Matches the posts among them whose text must be read to decide. */
export function doubtfulOf({ doubtful }: BrandQuery): RawBuilder<boolean> {
  return doubtful === null ? sql<boolean>`false` : sql<boolean>`(search @@ ${doubtful}::tsquery)`;
}

/** Matches posts within the range. */
export function within({ communities, from, to }: BrandRange): Expression<SqlBool> {
  const conditions = [sql`true`];
  if (communities.length > 0) conditions.push(sql`source = any(${communities}::text[])`);
  if (from) conditions.push(sql`posted_at >= ${from}::date`);
  if (to) conditions.push(sql`posted_at < ${to}::date + 1`);
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}
