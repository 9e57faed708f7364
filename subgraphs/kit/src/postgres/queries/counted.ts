import { type Expression, type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { readTogether } from './read-together.ts';

/** A query without selections, whose rows are counted exactly up to `atMost`; null is no limit. */
export interface Counting<Sources, Source extends keyof Sources, Row> {
  readonly rows: SelectQueryBuilder<Sources, Source, Row>;
  readonly atMost: number | null;
}

/**
 * Counts rows. A count that reaches its limit becomes the planner's estimate and is never below the
 * limit: counting all rows of a large set would read all of it.
 */
export async function countRows<Tables, Sources, Source extends keyof Sources, Row>(
  db: Kysely<Tables>,
  counting: Counting<Sources, Source, Row>,
): Promise<number> {
  const [count] = await loadCounts(db, [counting]);
  return count!;
}

/** Counts as {@link countRows}, for a loader. */
export async function loadCounts<Tables, Sources, Source extends keyof Sources, Row>(
  db: Kysely<Tables>,
  countings: readonly Counting<Sources, Source, Row>[],
): Promise<number[]> {
  const read = await readTogether(
    db,
    countings.map(({ rows, atMost }) => countOf(db, rows, atMost)),
  );
  return Promise.all(countings.map((counting, index) => estimateBeyond(counting, read[index]![0]!.count)));
}

/** Returns the query that counts up to `atMost`. */
export function countOf<Tables, Sources, Source extends keyof Sources, Row>(
  db: Kysely<Tables>,
  rows: SelectQueryBuilder<Sources, Source, Row>,
  atMost: number | null,
): SelectQueryBuilder<Sources, Source, { count: number }> {
  const count = sql<number>`count(*)`.as('count');
  if (atMost === null) return rows.select(count) as never;
  const counted = rows.select(ONE).limit(atMost).as('counted');
  return (db as unknown as Kysely<object>).selectFrom(counted as never).select(count) as never;
}

const ONE = sql`1`.as('one');

/** A plan. That of Citus expects no rows, and has the plans of the nodes. */
interface Plan {
  readonly 'Plan Rows': number;
  readonly 'Distributed Query'?: { readonly Job: { readonly Tasks: readonly Task[] } };
}

interface Task {
  readonly 'Remote Plan': readonly (readonly [{ readonly Plan: Plan }])[];
}

interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: Plan }];
}

/** Returns a count, or the planner's estimate if the count has reached its limit. */
export async function estimateBeyond<Sources, Source extends keyof Sources, Row>(
  { rows, atMost }: Counting<Sources, Source, Row>,
  count: number,
): Promise<number> {
  if (atMost === null || count < atMost) return count;
  const [explained] = await rows.select(ONE).explain<Explained>('json');
  return Math.max(count, Math.round(rowsOf(explained!['QUERY PLAN'][0].Plan)));
}

/** Returns how many rows a plan expects. */
function rowsOf(plan: Plan): number {
  const tasks = plan['Distributed Query']?.Job.Tasks;
  if (!tasks) return plan['Plan Rows'];
  const plans = tasks.flatMap((task) => task['Remote Plan'].flat());
  return plans.reduce((sum, { Plan: remote }) => sum + rowsOf(remote), 0);
}

const LARGEST = sql.lit(Number.MAX_SAFE_INTEGER);

/**
 * Sums a column, up to the largest integer that JSON represents exactly; null if no row has a
 * value.
 */
export function sumOf(column: Expression<unknown>): RawBuilder<number | null> {
  return sql`case when sum(${column}) > ${LARGEST} then ${LARGEST} else sum(${column})::bigint end`;
}
