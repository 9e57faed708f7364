import type { Scope } from '@tributary/kit/postgres';
import { type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../tables.ts';
import {
  aggregateOf,
  figureOfStored,
  type MentionCount,
  type Stored,
  storedOf,
  sumOfStored,
} from '../mention-figures.ts';
import { type KeyRequest, partsOf, withPeriods } from './counted-periods.ts';
import { type Months, topOf } from './counted-tops.ts';

/** Number of authors whose mentions may be looked up for one request. */
const MOST_DOUBTFUL = 200;

/**
 * Counts mentions by author from a top of some months and the counts of all other time. An author
 * that is not in the top has at most as many mentions there as `others`, so only those for whom
 * that and the rest could suffice are looked up. Returns null if the result would not be certain,
 * or if the top no longer holds. One statement, so that no mention counts twice.
 */
export async function listFromTop(
  scope: Scope<Tables>,
  request: KeyRequest,
  months: Months,
): Promise<{ counts: MentionCount[]; mentionsRead: number } | null> {
  const { limit, figures } = request;
  const columns = storedOf(figures);
  const named = columns.map((name) => sql`, ${sql.ref(name)}`);
  const sums = columns.map((name) => sql`, ${sumOfStored(name)} as ${sql.ref(name)}`);
  const selected = figures.map((figure) => sql`, ${figureOfStored(figure)} as ${sql.ref(figure)}`);
  const { rows } = await sql<MentionCount & { read: number; certain: boolean }>`
    with ${withPeriods(scope, request, months)}, ${partsOf(scope, request)},
    ${topAndRest(scope, request, months, columns)},
    found as (${mentionsOfDoubtful(scope, months, columns)}),
    candidates as (
      select key, source, mentions${sql.join(named, sql``)} from best
      union all
      select key, source, mentions${sql.join(named, sql``)} from rest
      where (key, source) in (select key, source from best union all select key, source from doubtful)
      union all
      select key, source, mentions${sql.join(named, sql``)} from found
    ),
    summed as (
      select key, source, sum(mentions)::bigint as count${sql.join(sums, sql``)}
      from candidates group by key, source order by count desc, key, source limit ${limit}
    )
    select key, source, count, (select coalesce(sum(mentions), 0)::bigint from read) as read,
      (select (others = 0 or others < least) from bar)
        and (select count(*) <= ${MOST_DOUBTFUL} and coalesce(bool_and(has_tag), true) from doubtful) as certain
      ${sql.join(selected, sql``)}
    from summed order by count desc, key, source`.execute(scope.db);
  if (!rows[0]?.certain) return null;
  const counts = rows.map(({ read: _, certain: __, ...count }) => count as MentionCount);
  return { counts, mentionsRead: rows[0].read };
}

/**
 * Continues a query with `best`, the authors of the top; `rest`, those of all other time; `bar`,
 * the mentions of the last author of the result if there are no better ones outside the top; and
 * `doubtful`, the authors outside the top that may reach it.
 */
function topAndRest(
  scope: Scope<Tables>,
  { limit, sources }: KeyRequest,
  months: Months,
  columns: readonly Stored[],
): RawBuilder<unknown> {
  const arrays = ['mentions', ...columns].map(
    (name) => sql`, unnest(top.${sql.ref(name)}) as ${sql.ref(name)}`,
  );
  const sums = columns.map((name) => sql`, ${sumOfStored(name)} as ${sql.ref(name)}`);
  return sql`top as materialized (${topOf(scope, sql`top.starts = ${months.starts}::date and top.ends = ${months.ends}::date`)}),
    best as materialized (
      select * from (
        select unnest(top.keys) as key, unnest(top.sources) as source${sql.join(arrays, sql``)} from top
      ) as authors where ${sources}::text[] is null or source = any(${sources}::text[])
    ),
    rest as materialized (
      select key, source, sum(mentions) as mentions${sql.join(sums, sql``)} from parts group by key, source
    ),
    bar as materialized (
      select others, coalesce((
        select sum(mentions) from (
          select key, source, mentions from best
          union all
          -- "is true" prevents a join: the planner expects few rows of both, and would compare each
          -- with each.
          select key, source, mentions from rest where ((key, source) in (select key, source from best)) is true
        ) as both_parts group by key, source
        order by 1 desc offset ${limit - 1} limit 1
      ), 0) as least from top
    ),
    doubtful as materialized (
      select rest.key, rest.source, rest.key ~ '^[ -~]*$' as has_tag from rest cross join bar
      where rest.mentions + bar.others >= bar.least and (rest.key, rest.source) not in (select key, source from best)
      limit ${MOST_DOUBTFUL + 1}
    )`;
}

/**
 * Looks up the mentions of doubtful authors in the months of the top. Tags are in lower case by the
 * rules of JavaScript, which are those of SQL for ASCII only.
 */
function mentionsOfDoubtful(
  { workspaceId }: Scope<Tables>,
  { starts, ends }: Months,
  columns: readonly Stored[],
): RawBuilder<unknown> {
  const aggregates = columns.map((name) => sql`, ${aggregateOf(name)} as ${sql.ref(name)}`);
  return sql`select doubtful.key, doubtful.source, each.*
    from doubtful cross join lateral (
      select count(*) as mentions${sql.join(aggregates, sql``)} from mentions.mentions as mentions
      where mentions.workspace_id = ${workspaceId}
        and mentions.tags @> array[
          -- The collation of the index, which is not used for any other.
          'author:' || lower(left(doubtful.source || ':' || doubtful.key, 200) collate "C") collate "default"
        ]
        and mentions.source = doubtful.source and mentions.author ->> 'handle' = doubtful.key
        and mentions.posted_at >= ${starts}::timestamp at time zone 'UTC'
        and mentions.posted_at < ${ends}::timestamp at time zone 'UTC'
    ) as each
    where (select count(*) <= ${MOST_DOUBTFUL} from doubtful)`;
}
