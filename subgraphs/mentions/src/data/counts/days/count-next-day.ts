import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../tables.ts';
import { lockWriting } from '../../write/lock-writing.ts';
import { ALL_SUMS, mentionsByDay, ofDay, withUncounted } from './counted-days.ts';
import { insertTagCounts } from './tag-counts.ts';

/**
 * Counts the oldest day with mentions that is not counted and ends before a time; returns false if
 * there is none. Nothing writes to the workspace's mentions meanwhile.
 */
export function countNextDay(scope: Scope<Tables>, before: Date): Promise<boolean> {
  return inTransaction(scope, async (inside) => {
    await lockWriting(inside);
    const { db, workspaceId } = inside;
    const day = await findUncountedDay(inside, before);
    if (day === null) return false;
    // An older version has counted it without its tags.
    await db
      .deleteFrom('counted_days')
      .where('workspace_id', '=', workspaceId)
      .where('day', '=', day)
      .execute();
    await db.insertInto('counted_days').values({ workspace_id: workspaceId, day, has_tags: true }).execute();
    await db
      .insertInto('daily_counts')
      .columns(['workspace_id', 'day', 'source', 'sentiment', 'mentions', ...ALL_SUMS])
      .expression(
        db
          .selectFrom(mentionsByDay(inside, ALL_SUMS).where(ofDay(day)).as('found'))
          .select(sql<string>`${workspaceId}::uuid`.as('workspace_id'))
          .select(['day', 'source', 'sentiment', 'mentions', ...ALL_SUMS]),
      )
      .execute();
    await insertTagCounts(inside, day);
    return true;
  });
}

async function findUncountedDay(scope: Scope<Tables>, before: Date): Promise<string | null> {
  const last = sql<Date>`${before}::timestamptz - interval '1 millisecond'`;
  const found = await withUncounted(scope, { from: null, end: last, tags: true })
    .selectFrom('uncounted')
    .innerJoinLateral(
      scope.db
        .selectFrom('mentions')
        .where('mentions.workspace_id', '=', scope.workspaceId)
        .where(sql<boolean>`mentions.posted_at >= uncounted.starts`)
        .where(sql<boolean>`mentions.posted_at < uncounted.ends and mentions.posted_at <= ${last}`)
        .orderBy('mentions.posted_at')
        .limit(1)
        .select('mentions.posted_at')
        .as('oldest'),
      (join) => join.onTrue(),
    )
    .orderBy('uncounted.starts')
    .limit(1)
    .select(sql<string>`to_char(oldest.posted_at at time zone 'UTC', 'YYYY-MM-DD')`.as('day'))
    .executeTakeFirst();
  return found?.day ?? null;
}
