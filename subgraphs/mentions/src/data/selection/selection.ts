import type { Scope } from '@tributary/kit/postgres';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Filter } from '../../filter/condition.ts';
import { idTag, type Tag, tag } from '../../tags.ts';
import { namesContaining } from '../brand-names.ts';
import { type BrandSearch, nameBrands } from '../counts/brand-counts.ts';
import type { Tables } from '../tables.ts';
import { filterSql, hasAnyTag, keywordSql } from './filter-sql.ts';

/** Selects mentions by dataset, collection, source and filter; all criteria must match. */
export interface Selection {
  /** Null means every dataset. */
  readonly datasetIds: readonly string[] | null;
  readonly collectionIds: readonly string[] | null;
  readonly sources: readonly string[] | null;
  /**
   * Tag lists; a mention must have at least one tag of each. Used by fields on other subgraphs'
   * entities.
   */
  readonly anyOf: readonly (readonly Tag[])[];
  readonly filter: Filter;
  /** Only mentions that name this brand, by the rules of brand counts. */
  readonly brand?: BrandSearch | undefined;
  /** Only mentions with this phrase, of any length. */
  readonly phrase?: string | undefined;
  /**
   * Ids of the undeleted datasets while a deleted one is not swept yet; null if all mentions belong
   * to undeleted ones.
   */
  readonly living: readonly string[] | null;
}

/** Returns a query of the workspace's mentions that match all conditions. */
export function matching(scope: Scope<Tables>, conditions: readonly Expression<SqlBool>[]) {
  let query = scope.db.selectFrom('mentions').where('workspace_id', '=', scope.workspaceId);
  for (const condition of conditions) query = query.where(condition);
  return query;
}

/** Compiles each selection to SQL conditions. */
export async function mentionConditions(
  scope: Scope<Tables>,
  selections: readonly Selection[],
): Promise<Expression<SqlBool>[][]> {
  const filters = selections.flatMap(({ filter }) => filter.flat());
  const contained = filters.flatMap((each) => (each.kind === 'brand' ? [each.contains] : []));
  const brands = contained.length > 0 ? await namesContaining(scope, contained) : new Map();
  const named = await nameBrands(
    scope,
    selections.map(({ brand }) => brand).filter((brand) => brand !== undefined),
  );
  return selections.map((selection) => conditionOf(selection, brands, named));
}

/** Compiles a selection, with the names of brands that it needs. */
export function conditionOf(
  { datasetIds, collectionIds, sources, anyOf, filter, living, brand, phrase }: Selection,
  brands: ReadonlyMap<string, string[]>,
  named: ReadonlyMap<BrandSearch, Expression<SqlBool>>,
): Expression<SqlBool>[] {
  const tags = [...anyOf];
  if (datasetIds) tags.push(datasetIds.map((id) => idTag('dataset', id)));
  if (collectionIds) tags.push(collectionIds.map((id) => idTag('collection', id)));
  if (sources) tags.push(sources.map((source) => tag('source', source)));
  const conditions = tags.map(hasAnyTag);
  const filtered = filterSql(filter, brands);
  if (filtered) conditions.push(filtered);
  if (brand) conditions.push(named.get(brand)!);
  if (phrase !== undefined) conditions.push(keywordSql(phrase, true));
  if (living) conditions.push(ofLiving(living));
  return conditions;
}

/** Matches mentions of one of these datasets. */
export function ofLiving(ids: readonly string[]): Expression<SqlBool> {
  return sql<boolean>`dataset_ids && ${ids}::text[]`;
}

/** Whether the conditions depend on the selection alone, and not on stored names of brands. */
export function namesNoBrand({ brand, filter }: Selection): boolean {
  return brand === undefined && !filter.flat().some(({ kind }) => kind === 'brand');
}
