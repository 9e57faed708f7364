import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../tables.ts';

/**
 * Forgets the counts of the days and months of mentions that change, and of times that they have
 * afterwards. The writer holds the lock of {@link lockWriting}.
 */
export async function forgetDays(
  { db, workspaceId }: Scope<Tables>,
  { ids = [], times = [] }: { readonly ids?: readonly string[]; readonly times?: readonly Date[] },
): Promise<void> {
  const days = [...new Set(times.map((time) => time.toISOString().slice(0, 10)))];
  await db
    .with('changed', (query) =>
      query
        .selectFrom(sql<{ day: string }>`unnest(${days}::date[])`.as<'given'>(sql`given(day)`))
        .select('given.day')
        .union(
          query
            .selectFrom('mentions')
            .where('mentions.workspace_id', '=', workspaceId)
            .where('mentions.id', '=', sql<string>`any(${ids}::text[])`)
            .select(sql<string>`(mentions.posted_at at time zone 'UTC')::date`.as('day')),
        ),
    )
    .with('periods', (query) =>
      query
        .selectFrom('changed')
        .select([sql<'day' | 'month'>`'day'::text`.as('period'), 'day as starts'])
        .union(
          query
            .selectFrom('changed')
            .select([
              sql<'day' | 'month'>`'month'::text`.as('period'),
              sql<string>`date_trunc('month', day)::date`.as('starts'),
            ]),
        ),
    )
    .with('forgotten', (query) =>
      query
        .deleteFrom('key_counts')
        .using('periods')
        .where('key_counts.workspace_id', '=', workspaceId)
        .whereRef('key_counts.period', '=', 'periods.period')
        .whereRef('key_counts.starts', '=', 'periods.starts'),
    )
    .deleteFrom('counted_days')
    .using('changed')
    .where('counted_days.workspace_id', '=', workspaceId)
    .whereRef('counted_days.day', '=', 'changed.day')
    .execute();
}
