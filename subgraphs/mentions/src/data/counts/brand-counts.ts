import { type BrandQuery, type BrandTerms, brandFinder, brandQueries } from '@tributary/kit/brands';
import { readTogether, type Scope } from '@tributary/kit/postgres';
import { addressKey } from '@tributary/kit/text';
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { SENTIMENTS } from '../../mention.ts';
import { tag } from '../../tags.ts';
import type { Tables } from '../tables.ts';

/** Mentions in which brands are counted. */
export interface BrandRange {
  /** Platforms; empty means all. */
  readonly communities: readonly string[];
  /** First and last UTC day, both inclusive; null means unbounded. */
  readonly from?: string | null;
  readonly to?: string | null;
}

/**
 * A brand and the mentions to search. A match inside a longer phrase from `others` does not count.
 */
export interface BrandSearch extends BrandRange {
  readonly names: readonly string[];
  readonly excludes: readonly string[];
  readonly others: readonly string[];
}

/** Number of mentions on one platform that name a brand, with their sentiment. */
export interface BrandCount {
  brand: string;
  community: string;
  count: number;
  /** Those whose sentiment is known. */
  rated: number;
  positive: number;
}

const BRAND = 'brand';
/** Batch size for reading mentions that the full-text index cannot decide. */
const BATCH = 1_000;

/**
 * Counts mentions per brand and platform, excluding datasets that are not in `living`; a mention
 * counts once per brand.
 */
export async function countBrands(
  scope: Scope<Tables>,
  brands: readonly BrandTerms[],
  range: BrandRange,
  living: readonly string[] | null,
): Promise<BrandCount[]> {
  const counts: BrandCount[] = [];
  const queries = brandQueries(brands).map((query) => ({ query, brands, range }));
  const decided = await decide(scope, queries);
  for (const [index, { query }] of queries.entries()) {
    const rows = await scope.db
      .selectFrom('mentions')
      .where('workspace_id', '=', scope.workspaceId)
      .where(decided[index]!)
      .$if(living !== null, (select) => select.where(sql<boolean>`dataset_ids && ${living}::text[]`))
      .groupBy('source')
      .select([
        'source as community',
        sql<number>`count(*)`.as('count'),
        withSentiment(SENTIMENTS).as('rated'),
        withSentiment(['positive']).as('positive'),
      ])
      .execute();
    counts.push(...rows.map((row) => ({ brand: query.id, ...row })));
  }
  return counts;
}

/** The number of mentions whose most likely sentiment is one of these. */
function withSentiment(sentiments: readonly string[]): RawBuilder<number> {
  const tags = sentiments.map((sentiment) => tag('sentiment', sentiment));
  return sql<number>`count(*) filter (where tags && ${tags}::text[])`;
}

/** Number of mentions whose addresses are read per statement. */
const ADDRESSES = 5_000;

/**
 * Lists the address keys of the mentions that {@link countBrands} counts for a brand on one
 * platform.
 */
export async function listAddressKeys(
  scope: Scope<Tables>,
  brands: readonly BrandTerms[],
  { id, community }: { readonly id: string; readonly community: string },
  range: BrandRange,
  living: readonly string[] | null,
): Promise<string[]> {
  const query = brandQueries(brands).find((each) => each.id === id)!;
  const [named] = await decide(scope, [{ query, brands, range: { ...range, communities: [community] } }]);
  const keys = new Set<string>();
  for (let after = ''; ; ) {
    const rows = await scope.db
      .selectFrom('mentions')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '>', after)
      .where(named!)
      .$if(living !== null, (select) => select.where(sql<boolean>`dataset_ids && ${living}::text[]`))
      .select(['id', 'url'])
      .orderBy('id')
      .limit(ADDRESSES)
      .execute();
    for (const { url } of rows) {
      const key = url && addressKey(url);
      if (key) keys.add(key);
    }
    if (rows.length < ADDRESSES) return [...keys];
    after = rows.at(-1)!.id;
  }
}

/**
 * Returns, per search, the SQL condition that a mention names the brand, as counted by {@link
 * countBrands}.
 */
export async function nameBrands(
  scope: Scope<Tables>,
  searches: readonly BrandSearch[],
): Promise<Map<BrandSearch, Expression<SqlBool>>> {
  const queries = searches.map((search): QueryInRange => {
    const brands = [
      { id: BRAND, names: search.names, excludes: search.excludes },
      { id: 'others', names: search.others, excludes: [] },
    ];
    return { query: brandQueries(brands)[0]!, brands, range: search };
  });
  const decided = await decide(scope, queries);
  return new Map(searches.map((search, index) => [search, decided[index]!]));
}

/** A brand query, with the brands it competes with and its range. */
interface QueryInRange {
  readonly query: BrandQuery;
  readonly brands: readonly BrandTerms[];
  readonly range: BrandRange;
}

/**
 * Builds the condition for each brand. The full-text index decides nearly all mentions; the others
 * are read beforehand.
 */
async function decide(
  scope: Scope<Tables>,
  queries: readonly QueryInRange[],
): Promise<Expression<SqlBool>[]> {
  const doubts = queries.filter(({ query }) => query.named !== null && query.doubtful !== null);
  const ids = await readDoubtful(scope, doubts);
  return queries.map((each) => {
    if (each.query.named === null) return sql<boolean>`false`;
    const certain = ids.get(each);
    if (!certain) return mayName(each);
    return sql<boolean>`(${mayName(each)} and (not ${isDoubtful(each)} or id = any(${certain}::text[])))`;
  });
}

function mayName({ query: { named, never }, range }: QueryInRange): Expression<SqlBool> {
  const conditions = [sql<boolean>`search @@ ${named}::tsquery`, ...within(range)];
  if (never !== null) conditions.push(sql<boolean>`not (search @@ ${never}::tsquery)`);
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

function isDoubtful({ query }: QueryInRange): Expression<SqlBool> {
  return sql<boolean>`(search @@ ${query.doubtful}::tsquery)`;
}

/**
 * Reads the mentions that the index cannot decide, and returns the ids of those that name the
 * brand.
 */
async function readDoubtful(
  scope: Scope<Tables>,
  queries: readonly QueryInRange[],
): Promise<Map<QueryInRange, string[]>> {
  const readings = queries.map((each) => ({
    of: each,
    find: brandFinder(each.brands),
    ids: [] as string[],
    after: '',
  }));
  for (let open = readings; open.length > 0; ) {
    const read = await readTogether(
      scope.db,
      open.map((reading) => doubtful(scope, reading.of, reading.after)),
    );
    for (const [index, { of, find, ids }] of open.entries())
      for (const { id, title, text } of read[index]!)
        if (find([title ?? '', text ?? '']).includes(of.query.id)) ids.push(id);
    for (const [index, reading] of open.entries()) reading.after = read[index]!.at(-1)?.id ?? '';
    open = open.filter((_, index) => read[index]!.length === BATCH);
  }
  return new Map(readings.map(({ of, ids }) => [of, ids]));
}

function doubtful(scope: Scope<Tables>, query: QueryInRange, after: string) {
  return scope.db
    .selectFrom('mentions')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '>', after)
    .where(mayName(query))
    .where(isDoubtful(query))
    .select(['id', 'title', 'text'])
    .orderBy('id')
    .limit(BATCH);
}

function within({ communities, from, to }: BrandRange) {
  return [
    ...(communities.length > 0 ? [sql<boolean>`source = any(${communities}::text[])`] : []),
    ...(from ? [sql<boolean>`posted_at >= ${from}::date`] : []),
    ...(to ? [sql<boolean>`posted_at < ${to}::date + 1`] : []),
  ];
}
