import type { Scope } from '@tributary/kit';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Filter } from '../filter/condition.ts';
import { type Order, type Place, SORTS, type SortName } from '../sort.ts';
import { idTag, type Tag, tag } from '../tags.ts';
import { type BrandSearch, namesBrand } from './brand-counts.ts';
import { namesContaining } from './brand-names.ts';
import { filterSql, hasAnyTag, keywordSql } from './filter-sql.ts';
import { columnsFor, type MentionRow, type StoredMention, toMention } from './mention-row.ts';
import type { Tables } from './tables.ts';

/** Which mentions: those of the scope that the filter holds for. */
export interface Selection {
  /** Null is every dataset. */
  readonly datasetIds: readonly string[] | null;
  readonly collectionIds: readonly string[] | null;
  readonly sources: readonly string[] | null;
  /** At least one of each of these lists, for what the graph asks on behalf of a neighbour. */
  readonly anyOf: readonly (readonly Tag[])[];
  readonly filter: Filter;
  /** Only those that name this brand, as brands are counted. */
  readonly brand?: BrandSearch | undefined;
  /** Only those with this phrase, of any number of words. */
  readonly phrase?: string | undefined;
  /** The living datasets while some deleted one has not been swept yet; null when all mentions are of living ones. */
  readonly living: readonly string[] | null;
}

/** In which order, from where, how many. */
export interface MentionPage {
  readonly sort: SortName;
  readonly order: Order;
  readonly after: Place | null;
  readonly limit: number;
}

/** Columns that are read only when they are asked for. */
export interface Heavy {
  readonly text: boolean;
  readonly comments: boolean;
}

/** Up to `limit` mentions of the selection, in order: first those that have a value for the sort, then the others. */
export async function listMentions(
  scope: Scope<Tables>,
  selection: Selection,
  page: MentionPage,
  heavy: Heavy,
): Promise<StoredMention[]> {
  const condition = await conditionOf(scope, selection);
  const { nullable } = SORTS[page.sort];
  const found: StoredMention[] = [];
  for (const part of nullable ? (['known', 'unknown'] as const) : (['known'] as const)) {
    if (found.length === page.limit) break;
    // A cursor among the unknown has all of the known behind it.
    if (part === 'known' && page.after?.value === null) continue;
    const limit = page.limit - found.length;
    found.push(...(await readPart(scope, condition, { ...page, limit }, part, heavy)));
  }
  return found;
}

/** How many mentions the selection has. */
export async function countMentions(scope: Scope<Tables>, selection: Selection): Promise<number> {
  const condition = await conditionOf(scope, selection);
  const { count } = await matching(scope, condition)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** The mentions of these ids that belong to a living dataset, in any order; for a loader. */
export async function loadMentions(
  scope: Scope<Tables>,
  ids: readonly string[],
  living: readonly string[] | null,
): Promise<StoredMention[]> {
  const rows = await scope.db
    .selectFrom('mentions')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .$if(living !== null, (query) => query.where(ofLiving(living!)))
    .select(columnsFor({ text: true, comments: true }))
    .execute();
  return rows.map((row) => toMention(row as MentionRow));
}

/** The place of a mention in a sort, for its cursor. */
export function placeOf(mention: StoredMention, sort: SortName): Place {
  const value = mention.sortValues[sort];
  return {
    value: value instanceof Date ? value.toISOString() : value === null ? null : String(value),
    id: mention.id,
  };
}

async function readPart(
  scope: Scope<Tables>,
  condition: Expression<SqlBool>[],
  { sort, order, after, limit }: MentionPage,
  part: 'known' | 'unknown',
  heavy: Heavy,
): Promise<StoredMention[]> {
  const { column, nullable } = SORTS[sort];
  const from = after !== null && (part === 'known' || after.value === null) ? after : null;
  const rows = await matching(scope, condition)
    .$if(nullable, (query) => query.where(column, part === 'known' ? 'is not' : 'is', null))
    .$if(from !== null, (query) => query.where(beyond(sort, order, from!)))
    .select(columnsFor(heavy))
    // Written without NULLS LAST, which one index cannot give in both directions; here it makes no difference.
    .orderBy(column, order)
    .orderBy('id', order)
    .limit(limit)
    .execute();
  return rows.map((row) => toMention(row as MentionRow));
}

function matching(scope: Scope<Tables>, conditions: readonly Expression<SqlBool>[]) {
  let query = scope.db.selectFrom('mentions').where('workspace_id', '=', scope.workspaceId);
  for (const condition of conditions) query = query.where(condition);
  return query;
}

async function conditionOf(scope: Scope<Tables>, selection: Selection): Promise<Expression<SqlBool>[]> {
  const { datasetIds, collectionIds, sources, anyOf, filter, living } = selection;
  const contained = filter.flat().flatMap((each) => (each.kind === 'brand' ? [each.contains] : []));
  const brands = contained.length > 0 ? await namesContaining(scope, contained) : new Map();
  const tags = [...anyOf];
  if (datasetIds) tags.push(datasetIds.map((id) => idTag('dataset', id)));
  if (collectionIds) tags.push(collectionIds.map((id) => idTag('collection', id)));
  if (sources) tags.push(sources.map((source) => tag('source', source)));
  const conditions = tags.map(hasAnyTag);
  const filtered = filterSql(filter, brands);
  if (filtered) conditions.push(filtered);
  if (selection.brand) conditions.push(await namesBrand(scope, selection.brand));
  if (selection.phrase !== undefined) conditions.push(keywordSql(selection.phrase, true));
  if (living) conditions.push(ofLiving(living));
  return conditions;
}

function ofLiving(ids: readonly string[]): Expression<SqlBool> {
  return sql<boolean>`dataset_ids && ${ids}::text[]`;
}

function beyond(sort: SortName, order: Order, { value, id }: Place): Expression<SqlBool> {
  const compare = order === 'asc' ? sql`>` : sql`<`;
  if (value === null) return sql<boolean>`id ${compare} ${id}`;
  const { column, type } = SORTS[sort];
  return sql<boolean>`(${sql.ref(column)}, id) ${compare} (${value}::${sql.raw(type)}, ${id})`;
}
