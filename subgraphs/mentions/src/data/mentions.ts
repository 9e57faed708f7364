import { prepared, readTogether, type Scope } from '@tributary/kit/postgres';
import { type Expression, type SqlBool, sql } from 'kysely';
import { type Order, type Place, SORTS, type SortName } from '../sort.ts';
import {
  ALL_COLUMNS,
  type MentionColumn,
  type MentionRow,
  type StoredMention,
  toMention,
} from './mention-row.ts';
import {
  conditionOf,
  matching,
  mentionConditions,
  namesNoBrand,
  ofLiving,
  type Selection,
} from './selection/selection.ts';
import type { Tables } from './tables.ts';

/** Order, start and size of a page. */
export interface MentionPage {
  readonly sort: SortName;
  readonly order: Order;
  readonly after: Place | null;
  readonly limit: number;
}

/** A request for one page of mentions. */
export interface MentionRequest {
  readonly selection: Selection;
  readonly page: MentionPage;
  /** What is read of each mention. */
  readonly columns: readonly MentionColumn[];
}

/**
 * Progress of filling one page: first with mentions that have a value for the sort, then with the
 * others.
 */
interface Filling extends MentionRequest {
  readonly conditions: Expression<SqlBool>[];
  readonly found: StoredMention[];
}

/**
 * Loads up to `limit` mentions per page, in order; mentions without a value for the sort come last.
 */
export async function loadMentionPages(
  scope: Scope<Tables>,
  requests: readonly MentionRequest[],
): Promise<StoredMention[][]> {
  const conditions = await mentionConditions(
    scope,
    requests.map(({ selection }) => selection),
  );
  const fillings = requests.map(
    (request, index): Filling => ({ ...request, conditions: conditions[index]!, found: [] }),
  );
  for (const part of ['known', 'unknown'] as const) await readParts(scope, fillings, part);
  return fillings.map(({ found }) => found);
}

/**
 * Returns the mentions with these ids that belong to an undeleted dataset, in any order, for a
 * loader.
 */
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
    .select(ALL_COLUMNS)
    .execute();
  return rows.map((row) => toMention(row as MentionRow));
}

/** Returns the position of a mention in a sort, for its cursor. */
export function placeOf(mention: StoredMention, sort: SortName): Place {
  const value = mention[SORTS[sort].field];
  return {
    value: value instanceof Date ? value.toISOString() : value === null ? null : String(value),
    id: mention.id,
  };
}

/** Reads one part of each unfilled page; pages with the same columns share a statement. */
async function readParts(
  scope: Scope<Tables>,
  fillings: readonly Filling[],
  part: 'known' | 'unknown',
): Promise<void> {
  const open = fillings.filter((filling) => mayHave(filling, part));
  const alike = Map.groupBy(open, ({ columns }) => columns.join());
  await Promise.all(
    [...alike.values()].map(async (group) => {
      const [only] = group;
      const read =
        group.length === 1 && namesNoBrand(only!.selection)
          ? [await readPart(scope, only!, part)]
          : await readTogether(
              scope.db,
              group.map((filling) =>
                partOf(scope, filling.conditions, valuesOf(filling), constantsOf(filling, part)),
              ),
            );
      for (const [index, { found }] of group.entries())
        found.push(...read[index]!.map((row) => toMention(row as MentionRow)));
    }),
  );
}

function mayHave({ page, found }: Filling, part: 'known' | 'unknown'): boolean {
  if (found.length >= page.limit) return false;
  // A cursor on a null value is past all mentions that have one.
  return part === 'unknown' ? SORTS[page.sort].nullable : page.after?.value !== null;
}

/** The values of a part that differ between the pages of a list. */
interface PartValues {
  readonly after: Place | null;
  readonly limit: number;
}

/** What the statement of a part depends on. */
interface PartConstants extends Pick<MentionPage, 'sort' | 'order'> {
  readonly part: 'known' | 'unknown';
  readonly columns: readonly MentionColumn[];
}

function valuesOf({ page: { after, limit }, found }: Filling): PartValues {
  return { after, limit: limit - found.length };
}

function constantsOf(
  { page: { sort, order }, columns }: Filling,
  part: PartConstants['part'],
): PartConstants {
  return { sort, order, part, columns };
}

/**
 * Reads a part with a statement that is compiled once for all pages of a list. The nodes of a query
 * that is built for each page reach the old generation: they added 11 MB to the memory of an export
 * of 300,000 rows as CSV.
 */
function readPart(scope: Scope<Tables>, filling: Filling, part: PartConstants['part']) {
  return readPrepared(scope, valuesOf(filling), {
    ...constantsOf(filling, part),
    selection: filling.selection,
  });
}

const readPrepared = prepared(
  (
    scope: Scope<Tables>,
    values: PartValues,
    { selection, ...constants }: PartConstants & { selection: Selection },
  ) => partOf(scope, conditionOf(selection, new Map(), new Map()), values, constants),
);

function partOf(
  scope: Scope<Tables>,
  conditions: readonly Expression<SqlBool>[],
  { after, limit }: PartValues,
  { sort, order, part, columns }: PartConstants,
) {
  const { column, nullable } = SORTS[sort];
  const from = after !== null && (part === 'known' || after.value === null) ? after : null;
  return (
    matching(scope, conditions)
      .$if(nullable, (query) => query.where(column, part === 'known' ? 'is not' : 'is', null))
      .$if(from !== null, (query) => query.where(beyond(sort, order, from!)))
      .select(columns)
      // Omits NULLS LAST, which one index cannot serve in both directions; it makes no difference
      // here.
      .orderBy(column, order)
      .orderBy('id', order)
      .limit(limit)
  );
}

function beyond(sort: SortName, order: Order, { value, id }: Place): Expression<SqlBool> {
  const compare = order === 'asc' ? sql`>` : sql`<`;
  if (value === null) return sql<boolean>`id ${compare} ${id}`;
  const { column, type } = SORTS[sort];
  return sql<boolean>`(${sql.ref(column)}, id) ${compare} (${value}::${sql.raw(type)}, ${id})`;
}
