import type { Scope } from '@tributary/kit/postgres';
import { type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../tables.ts';
import { STORED } from '../mention-figures.ts';
import { sumOfKeys } from './counted-keys.ts';

/** Consecutive months: the first day of the first, and of the month after the last. */
export interface Months {
  readonly starts: string;
  readonly ends: string;
}

/** Number of authors that are kept of several months. */
const TOP = 5_000;
/** Number of ranges of months that a workspace keeps. */
const MOST_RANGES = 12;

/**
 * Adds up the months and keeps the authors with most mentions, unless the counts of one of the
 * months are missing. Needs no lock: the result holds for the versions that were added up.
 */
export async function countTop(
  scope: Scope<Tables>,
  { starts, ends }: Months,
  now: Date,
  top = TOP,
): Promise<void> {
  const { db, workspaceId } = scope;
  const columns = ['mentions', ...STORED];
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const arrays = columns.map((name) => sql`coalesce(array_agg(${sql.ref(name)}), '{}')`);
  const replaced = ['versions', 'others', 'counted_at', 'keys', 'sources', ...columns].map(
    (name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`,
  );
  await sql`with months as materialized (
      select * from mentions.key_counts
      where workspace_id = ${workspaceId} and dimension = 'author' and period = 'month'
        and starts >= ${starts}::date and starts < ${ends}::date and version is not null
    ),
    summed as materialized (${sumOfKeys(sql`select * from months`)}),
    best as materialized (select * from summed order by mentions desc, key, source limit ${top})
    insert into mentions.top_counts
      (workspace_id, dimension, starts, ends, versions, others, counted_at, keys, sources, ${names})
    select ${workspaceId}::uuid, 'author', ${starts}::date, ${ends}::date,
      (select array_agg(version order by starts) from months),
      coalesce((select mentions from summed order by mentions desc, key, source offset ${top} limit 1), 0),
      ${now}::timestamptz, coalesce(array_agg(key), '{}'), coalesce(array_agg(source), '{}'), ${sql.join(arrays)}
    from best
    having (select count(*) from months) = ${lengthOf({ starts, ends })}
    on conflict (workspace_id, dimension, starts, ends) do update set ${sql.join(replaced)}`.execute(db);
  await sql`delete from mentions.top_counts
    where workspace_id = ${workspaceId} and (starts, ends) not in (
      select starts, ends from mentions.top_counts where workspace_id = ${workspaceId}
      order by counted_at desc, starts, ends limit ${MOST_RANGES}
    )`.execute(db);
}

/** Number of months. */
function lengthOf({ starts, ends }: Months): number {
  const number = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return number(ends) - number(starts);
}

/**
 * Selects the top of the most months that satisfies a condition, if the counts of its months have
 * not changed since.
 */
export function topOf({ workspaceId }: Scope<Tables>, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select * from mentions.top_counts as top
    where top.workspace_id = ${workspaceId} and top.dimension = 'author'
      and ${condition}
      and top.versions = (
        select array_agg(months.version order by months.starts) from mentions.key_counts as months
        where months.workspace_id = ${workspaceId} and months.dimension = 'author' and months.period = 'month'
          and months.starts >= top.starts and months.starts < top.ends
      )
    order by top.ends - top.starts desc, top.starts limit 1`;
}
