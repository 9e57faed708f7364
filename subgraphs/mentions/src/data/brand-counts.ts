import { type BrandQuery, type BrandTerms, brandFinder, brandQueries, type Scope } from '@tributary/kit';
import { type Expression, type SqlBool, sql } from 'kysely';
import { tag } from '../tags.ts';
import type { Tables } from './tables.ts';

/** Where brands are counted. */
export interface BrandRange {
  /** Platforms; empty is every one. */
  readonly communities: readonly string[];
  /** First and last day, in UTC, both included; null is without a bound. */
  readonly from?: string | null;
  readonly to?: string | null;
}

/** A brand and where it is looked for: `others` are phrases that do not mean it where they are longer. */
export interface BrandSearch extends BrandRange {
  readonly names: readonly string[];
  readonly excludes: readonly string[];
  readonly others: readonly string[];
}

/** In how many mentions of one platform a brand is named, and what is felt about it there. */
export interface BrandCount {
  brand: string;
  community: string;
  count: number;
  rated: number;
  positive: number;
}

const BRAND = 'brand';
/** Mentions that are read at once where words alone do not decide. */
const BATCH = 1_000;

/** Counts each brand by platform, a mention once per brand, those of datasets that are not `living` left out. */
export async function countBrands(
  scope: Scope<Tables>,
  brands: readonly BrandTerms[],
  range: BrandRange,
  living: readonly string[] | null,
): Promise<BrandCount[]> {
  const counts: BrandCount[] = [];
  for (const query of brandQueries(brands)) {
    const rows = await scope.db
      .selectFrom('mentions')
      .where('workspace_id', '=', scope.workspaceId)
      .where(await decided(scope, query, brands, range))
      .$if(living !== null, (select) => select.where(sql<boolean>`dataset_ids && ${living}::text[]`))
      .groupBy('source')
      .select([
        'source as community',
        sql<number>`count(*)`.as('count'),
        sql<number>`count(*) filter (where sentiment is not null)`.as('rated'),
        sql<number>`count(*) filter (where tags && ${[tag('sentiment', 'positive')]}::text[])`.as('positive'),
      ])
      .execute();
    counts.push(...rows.map((row) => ({ brand: query.id, ...row })));
  }
  return counts;
}

/** Whether a mention names the brand, as {@link countBrands} counts. */
export function namesBrand(scope: Scope<Tables>, search: BrandSearch): Promise<Expression<SqlBool>> {
  const brands = [
    { id: BRAND, names: search.names, excludes: search.excludes },
    { id: 'others', names: search.others, excludes: [] },
  ];
  return decided(scope, brandQueries(brands)[0]!, brands, search);
}

/** The full-text index gives nearly all; mentions where words alone do not decide are read before. */
async function decided(
  scope: Scope<Tables>,
  query: BrandQuery,
  brands: readonly BrandTerms[],
  range: BrandRange,
): Promise<Expression<SqlBool>> {
  if (query.named === null) return sql<boolean>`false`;
  const conditions = [sql<boolean>`search @@ ${query.named}::tsquery`, ...within(range)];
  if (query.never !== null) conditions.push(sql<boolean>`not (search @@ ${query.never}::tsquery)`);
  const may = sql<boolean>`(${sql.join(conditions, sql` and `)})`;
  if (query.doubtful === null) return may;
  const doubtful = sql<boolean>`(search @@ ${query.doubtful}::tsquery)`;
  const ids = await readDoubtful(scope, query.id, brands, sql<boolean>`(${may} and ${doubtful})`);
  return sql<boolean>`(${may} and (not ${doubtful} or id = any(${ids}::text[])))`;
}

/** Of the mentions that `doubtful` holds for, the ids of those that do name the brand. */
async function readDoubtful(
  scope: Scope<Tables>,
  brand: string,
  brands: readonly BrandTerms[],
  doubtful: Expression<SqlBool>,
): Promise<string[]> {
  const find = brandFinder(brands);
  const ids: string[] = [];
  for (let after = ''; ; ) {
    const rows = await scope.db
      .selectFrom('mentions')
      .where('workspace_id', '=', scope.workspaceId)
      .where('id', '>', after)
      .where(doubtful)
      .select(['id', 'title', 'text'])
      .orderBy('id')
      .limit(BATCH)
      .execute();
    for (const { id, title, text } of rows) if (find([title ?? '', text ?? '']).includes(brand)) ids.push(id);
    if (rows.length < BATCH) return ids;
    after = rows.at(-1)!.id;
  }
}

function within({ communities, from, to }: BrandRange) {
  return [
    ...(communities.length > 0 ? [sql<boolean>`source = any(${communities}::text[])`] : []),
    ...(from ? [sql<boolean>`posted_at >= ${from}::date`] : []),
    ...(to ? [sql<boolean>`posted_at < ${to}::date + 1`] : []),
  ];
}
