import { estimateBeyond, loadCounts, readTogether, type Scope } from '@tributary/kit/postgres';
import { type Expression, type SqlBool, sql } from 'kysely';
import { matching, mentionConditions, type Selection } from '../selection/selection.ts';
import type { Tables } from '../tables.ts';
import { withUncounted } from './days/counted-days.ts';
import { estimateFrom, isAtLeast, readSample, type Sample } from './samples.ts';
import { isOfAll, tagsOf } from './simple-selections.ts';

/** A request for a mention count, which is estimated if it reaches `atMost`. */
export interface TotalRequest {
  readonly selection: Selection;
  readonly atMost: number | null;
}

/** A request with the SQL conditions of its selection. */
interface Selected extends TotalRequest {
  readonly conditions: readonly Expression<SqlBool>[];
  /** Reads a sample, at the first call only. */
  readonly sample: () => Promise<Sample | null>;
}

/**
 * Counts the mentions of each selection, for a loader. A total that certainly reaches its limit is
 * taken from the counts of days or, if it is the only one, estimated from a sample of the mentions
 * on these days; all others are counted up to the limit. Calls `onMany` if counts of days would
 * have saved reading that many mentions.
 */
export async function loadMentionTotals(
  scope: Scope<Tables>,
  requests: readonly TotalRequest[],
  onMany: () => Promise<void>,
): Promise<number[]> {
  const conditions = await mentionConditions(
    scope,
    requests.map(({ selection }) => selection),
  );
  const selected = requests.map((request, index): Selected => {
    const own = conditions[index]!;
    let sampled: Promise<Sample | null> | undefined;
    return { ...request, conditions: own, sample: () => (sampled ??= readSample(scope, own)) };
  });
  const large = await largeTotals(scope, selected);
  const others = selected.filter((_, index) => large[index] === null);
  const counts = await countUpTo(scope, others, onMany);
  let next = 0;
  return large.map((total) => total ?? counts[next++]!);
}

/** Returns the totals that are not less than their limits; null for those that may be less. */
async function largeTotals(scope: Scope<Tables>, selected: readonly Selected[]): Promise<(number | null)[]> {
  const counted = await countedTotals(scope, selected);
  const totals = await Promise.all(
    selected.map(async (each, index) => {
      const { atMost } = each;
      if (atMost === null) return null;
      const total =
        counted[index] ?? (selected.length === 1 ? await sampledTotal(scope, each, atMost) : null);
      return total !== null && total >= atMost ? total : null;
    }),
  );
  return withOthers(scope, totals, selected);
}

/** Counts up to the limits; estimates the only total from a sample if it reaches its limit. */
async function countUpTo(
  scope: Scope<Tables>,
  selected: readonly Selected[],
  onMany: () => Promise<void>,
): Promise<number[]> {
  if (selected.length === 0) return [];
  const counts = await loadCounts(
    scope.db,
    selected.map(({ conditions, atMost }) => ({ rows: matching(scope, conditions), atMost })),
  );
  if (!selected.some(({ atMost }, index) => atMost !== null && counts[index]! >= atMost)) return counts;
  if (!(await hasCountedDays(scope))) await onMany();
  else if (selected.length === 1) return [(await reachedTotal(scope, selected[0]!)) ?? counts[0]!];
  return counts;
}

/**
 * Estimates a total that is known to reach its limit; null without counted days. The planner's
 * estimate is that of the whole table, and of a phrase often a fraction of the total.
 */
async function reachedTotal(scope: Scope<Tables>, selected: Selected): Promise<number | null> {
  const sample = await selected.sample();
  if (!sample) return null;
  const [total] = await withOthers(scope, [estimateFrom(sample)], [selected]);
  return Math.max(selected.atMost!, total!);
}

/**
 * Adds to totals of counted days the mentions of other days, which match as often as those of the
 * counted days.
 */
async function withOthers(
  scope: Scope<Tables>,
  totals: readonly (number | null)[],
  selected: readonly Selected[],
): Promise<(number | null)[]> {
  if (totals.every((total) => total === null)) return [...totals];
  const most = Math.max(...selected.map(({ atMost }) => atMost ?? 0));
  const { counted, others } = await countOthers(scope, most);
  return totals.map((total) => (total === null ? null : Math.round(total * (1 + others / counted))));
}

/** Adds up the counts of the counted days; null where they do not distinguish the selection. */
async function countedTotals(
  scope: Scope<Tables>,
  selected: readonly Selected[],
): Promise<(number | null)[]> {
  const queries = selected.map(({ selection, atMost }) => (atMost === null ? null : sumOf(scope, selection)));
  const given = queries.filter((query) => query !== null);
  const sums = given.length > 0 ? await readTogether(scope.db, given) : [];
  let next = 0;
  return queries.map((query) => query && sums[next++]![0]!.total);
}

/** Selects the sum of the counts of a selection; null if they do not distinguish it. */
function sumOf({ db, workspaceId }: Scope<Tables>, selection: Selection) {
  const sum = sql<number>`coalesce(sum(mentions), 0)::bigint`.as('total');
  if (selection.sources === null && isOfAll(selection))
    return db.selectFrom('daily_counts').where('workspace_id', '=', workspaceId).select(sum);
  const tags = tagsOf(selection);
  return (
    tags &&
    db
      .selectFrom('tag_counts')
      .where('workspace_id', '=', workspaceId)
      .where('tag', '=', sql<string>`any(${[...tags]}::text[])`)
      .select(sum)
  );
}

/** Estimates the mentions of the counted days; null if there may be fewer than the limit. */
async function sampledTotal(
  scope: Scope<Tables>,
  { conditions, sample: read }: Selected,
  atMost: number,
): Promise<number | null> {
  // Reading a sample costs as much as counting a few thousand mentions by an index.
  const expected = await estimateBeyond({ rows: matching(scope, conditions), atMost: 0 }, 0);
  if (expected < 2 * atMost) return null;
  const sample = await read();
  return sample && isAtLeast(sample, atMost) ? estimateFrom(sample) : null;
}

/** Counts the mentions of the counted days, and those of other days up to a limit. */
async function countOthers(
  scope: Scope<Tables>,
  atMost: number,
): Promise<{ readonly counted: number; readonly others: number }> {
  const end = sql<Date>`'infinity'::timestamptz`;
  return withUncounted(scope, { from: null, end, tags: true })
    .with('others', (db) =>
      db
        .selectFrom('uncounted')
        .innerJoinLateral(
          matching(scope, [])
            .where(sql<boolean>`mentions.posted_at >= uncounted.starts`)
            .where(sql<boolean>`mentions.posted_at < uncounted.ends`)
            .select(sql`1`.as('one'))
            .as('each'),
          (join) => join.onTrue(),
        )
        .select('each.one')
        .limit(atMost),
    )
    .selectFrom('daily_counts')
    .where('workspace_id', '=', scope.workspaceId)
    .select(sql<number>`sum(mentions)::bigint`.as('counted'))
    .select(sql<number>`(select count(*) from others)`.as('others'))
    .executeTakeFirstOrThrow();
}

async function hasCountedDays({ db, workspaceId }: Scope<Tables>): Promise<boolean> {
  const day = db.selectFrom('counted_days').where('workspace_id', '=', workspaceId).select('day').limit(1);
  return (await day.executeTakeFirst()) !== undefined;
}
