import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../tables.ts';
import type { KeyDimension } from '../count-tables.ts';
import {
  type Dimension,
  figureOfStored,
  type MentionCount,
  storedOf,
  sumOfStored,
} from '../mention-figures.ts';
import { KEY_DIMENSIONS } from './counted-keys.ts';
import { findMonths, type KeyRequest, partsOf, withPeriods } from './counted-periods.ts';
import type { Months } from './counted-tops.ts';
import { listFromTop } from './top-counts.ts';

export function isKeyDimension(by: Dimension): by is KeyDimension {
  return (KEY_DIMENSIONS as readonly Dimension[]).includes(by);
}

/** Counts by keys, the mentions that were read for them, and months that are worth adding up. */
export interface KeyCounts {
  readonly counts: MentionCount[];
  readonly mentionsRead: number;
  readonly months?: Months | null;
}

/**
 * Counts mentions by keys from the counts of whole months, of the whole days around them, and from
 * the mentions of all other time. One statement, so that no mention counts twice.
 */
export async function listKeyCounts(scope: Scope<Tables>, request: KeyRequest): Promise<KeyCounts> {
  if (request.by !== 'author') return sumOfPeriods(scope, request);
  const { top, worthwhile } = await findMonths(scope, request);
  const fromTop = top && (await listFromTop(scope, request, top));
  return { ...(fromTop ?? (await sumOfPeriods(scope, request))), months: worthwhile };
}

async function sumOfPeriods(scope: Scope<Tables>, request: KeyRequest): Promise<KeyCounts> {
  const { by, limit, figures } = request;
  const columns = by === 'author' ? sql`key, source` : sql`key`;
  const sums = storedOf(figures).map((name) => sql`, ${sumOfStored(name)} as ${sql.ref(name)}`);
  const selected = figures.map((figure) => sql`, ${figureOfStored(figure)} as ${sql.ref(figure)}`);
  const { rows } = await sql<MentionCount & { read: number }>`
    with ${withPeriods(scope, request, null)}, ${partsOf(scope, request)},
    summed as (
      select ${columns}, sum(mentions)::bigint as count${sql.join(sums, sql``)}
      from parts group by ${columns} order by count desc, ${columns} limit ${limit}
    )
    select key, ${by === 'author' ? sql`source` : sql`null::text as source`}, count,
      (select coalesce(sum(mentions), 0)::bigint from read) as read${sql.join(selected, sql``)}
    from summed order by count desc, ${columns}`.execute(scope.db);
  const counts = rows.map(({ read: _, ...count }) => count as MentionCount);
  return { counts, mentionsRead: rows[0]?.read ?? 0 };
}
