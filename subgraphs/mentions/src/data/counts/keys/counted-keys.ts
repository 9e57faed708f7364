import { randomUUID } from 'node:crypto';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../tables.ts';
import { lockWriting } from '../../write/lock-writing.ts';
import type { KeyDimension } from '../count-tables.ts';
import { ofDay, uncounted } from '../days/counted-days.ts';
import { KEY_OF } from '../dimension-keys.ts';
import { aggregateOf, STORED, type Stored, sumOfStored } from '../mention-figures.ts';

export const KEY_DIMENSIONS = [
  'topic',
  'author',
  'brand',
  'country',
] as const satisfies readonly KeyDimension[];

const COLUMNS = sql.join(STORED.map((name) => sql.ref(name)));

/**
 * The days whose keys are counted: those of one dimension, because all are counted together.
 * Without a version they lack emotions, and are counted again.
 */
const countedDays = ({ workspaceId }: Scope<Tables>) => sql`select starts from mentions.key_counts
  where workspace_id = ${workspaceId} and period = 'day' and dimension = 'topic' and version is not null`;

/** Selects the mentions that satisfy a condition by the keys of a dimension, with these figures. */
export function mentionsByKey(
  { workspaceId }: Scope<Tables>,
  dimension: KeyDimension,
  columns: readonly Stored[],
  condition: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { key, of, source = sql`''::text` } = KEY_OF[dimension];
  const selected = columns.map((name) => sql`, ${aggregateOf(name)} as ${sql.ref(name)}`);
  return sql`select ${key} as key, ${source} as source, count(*)::integer as mentions${sql.join(selected, sql``)}
    from mentions.mentions as mentions
    where mentions.workspace_id = ${workspaceId} and ${condition} and (${of}) is not null
    group by 1, 2`;
}

/**
 * Counts the keys of the oldest day with mentions whose keys are not counted and that ends before a
 * time; returns false if there is none. Nothing writes to the workspace's mentions meanwhile.
 */
export function countKeysOfNextDay(scope: Scope<Tables>, before: Date): Promise<boolean> {
  return countNext(scope, 'day', {
    find: (inside) => findUncountedDay(inside, before),
    keysOf: (inside, dimension, day) => mentionsByKey(inside, dimension, STORED, ofDay(day)),
  });
}

/**
 * Adds up the oldest month that ends before a time, is not counted, and has only days whose keys
 * are; returns false if there is none.
 */
export function countKeysOfNextMonth(scope: Scope<Tables>, before: Date): Promise<boolean> {
  return countNext(scope, 'month', {
    find: (inside) => findUncountedMonth(inside, before),
    keysOf: daysByKey,
  });
}

type Period = 'day' | 'month';

/** Counts the keys of each dimension in the period that is found; returns false if none is. */
function countNext(
  scope: Scope<Tables>,
  period: Period,
  steps: {
    readonly find: (inside: Scope<Tables>) => Promise<string | null>;
    readonly keysOf: (inside: Scope<Tables>, dimension: KeyDimension, starts: string) => RawBuilder<unknown>;
  },
): Promise<boolean> {
  return inTransaction(scope, async (inside) => {
    await lockWriting(inside);
    const starts = await steps.find(inside);
    if (starts === null) return false;
    for (const dimension of KEY_DIMENSIONS)
      await insertCounts(inside, { dimension, period, starts }, steps.keysOf(inside, dimension, starts));
    return true;
  });
}

async function insertCounts(
  { db, workspaceId }: Scope<Tables>,
  { dimension, period, starts }: { dimension: KeyDimension; period: Period; starts: string },
  found: RawBuilder<unknown>,
): Promise<void> {
  const sources = dimension === 'author' ? sql`coalesce(array_agg(source), '{}')` : sql`'{}'::text[]`;
  const figures = STORED.map((name) => sql`coalesce(array_agg(${sql.ref(name)}), '{}')`);
  const replaced = ['keys', 'sources', 'mentions', ...STORED, 'version'].map(
    (name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`,
  );
  await sql`insert into mentions.key_counts
      (workspace_id, dimension, period, starts, version, keys, sources, mentions, ${COLUMNS})
    select ${workspaceId}::uuid, ${dimension}, ${period}, ${starts}::date, ${randomUUID()}::uuid,
      coalesce(array_agg(key), '{}'), ${sources}, coalesce(array_agg(mentions), '{}'), ${sql.join(figures)}
    from (${found}) as found
    on conflict (workspace_id, period, starts, dimension) do update set ${sql.join(replaced)}`.execute(db);
}

function daysByKey({ workspaceId }: Scope<Tables>, dimension: KeyDimension, month: string) {
  return sumOfKeys(sql`select * from mentions.key_counts
    where workspace_id = ${workspaceId} and dimension = ${dimension} and period = 'day'
      and starts >= ${month}::date and starts < ${month}::date + interval '1 month'`);
}

/** Adds up the keys of selected rows of `key_counts`. */
export function sumOfKeys(rows: RawBuilder<unknown>): RawBuilder<unknown> {
  const sums = STORED.map((name) => sql`${sumOfStored(name)} as ${sql.ref(name)}`);
  const elements = ['keys', 'sources', 'mentions', ...STORED].map(
    (name) => sql`unnest(${sql.ref(name)}) as ${sql.ref(name)}`,
  );
  return sql`select keys as key, sources as source, sum(mentions) as mentions, ${sql.join(sums)}
    from (select ${sql.join(elements)} from (${rows}) as counted) as elements group by 1, 2`;
}

async function findUncountedDay(scope: Scope<Tables>, before: Date): Promise<string | null> {
  const { rows } = await sql<{ day: string }>`
    with counted as (
      select starts::timestamp at time zone 'UTC' as starts, (starts + 1)::timestamp at time zone 'UTC' as ends
      from (${countedDays(scope)}) as days
    ), uncounted as (${uncounted(sql`'-infinity'::timestamptz`)})
    select to_char(oldest.posted_at at time zone 'UTC', 'YYYY-MM-DD') as day
    from uncounted cross join lateral (
      select posted_at from mentions.mentions
      where workspace_id = ${scope.workspaceId} and posted_at >= uncounted.starts and posted_at < uncounted.ends
        and posted_at < ${before}
      order by posted_at limit 1
    ) as oldest
    order by uncounted.starts limit 1`.execute(scope.db);
  return rows[0]?.day ?? null;
}

async function findUncountedMonth(scope: Scope<Tables>, before: Date): Promise<string | null> {
  const { workspaceId } = scope;
  const { rows } = await sql<{ month: string }>`
    select to_char(month, 'YYYY-MM-DD') as month
    from (select distinct date_trunc('month', starts)::date as month from (${countedDays(scope)}) as days) as months
    where (month + interval '1 month') at time zone 'UTC' <= ${before}
      and not exists (
        select from mentions.key_counts
        where workspace_id = ${workspaceId} and period = 'month' and starts = month and dimension = 'topic'
          and version is not null
      )
      and not exists (
        select from mentions.mentions
        where workspace_id = ${workspaceId} and posted_at >= month::timestamp at time zone 'UTC'
          and posted_at < (month + interval '1 month') at time zone 'UTC'
          and (posted_at at time zone 'UTC')::date not in (${countedDays(scope)})
      )
    order by 1 limit 1`.execute(scope.db);
  return rows[0]?.month ?? null;
}
