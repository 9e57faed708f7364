import { DAY } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/** Groups of mentions, evenly spread over those of the counted days. */
export interface Sample {
  /** How many mentions the counted days have. */
  readonly all: number;
  readonly groups: readonly {
    readonly size: number;
    /** How many of the group match the conditions. */
    readonly found: number;
  }[];
}

const GROUPS = 64;
const GROUP_SIZE = 40;
/** How many standard errors an estimate must be above a limit to be certainly above it. */
const CERTAIN = 6;

/**
 * Reads a sample: from evenly spaced positions among the mentions of the counted days, the mentions
 * that follow in time. Null without counted days. The same mentions give the same sample.
 */
export async function readSample(
  scope: Scope<Tables>,
  conditions: readonly Expression<SqlBool>[],
): Promise<Sample | null> {
  const { db, workspaceId } = scope;
  const days = await countedDays(scope);
  const all = days.reduce((sum, { mentions }) => sum + mentions, 0);
  if (all === 0) return null;
  const matches = conditions.length > 0 ? sql<boolean>`(${sql.join(conditions, sql` and `)})` : sql`true`;
  const groups = await db
    .selectFrom(
      sql<{ at: Date }>`unnest(${startsIn(days, all)}::timestamptz[])`.as<'starts'>(sql`starts(at)`),
    )
    .innerJoinLateral(
      db
        .selectFrom(
          db
            .selectFrom('mentions')
            .where('workspace_id', '=', workspaceId)
            .where(sql<boolean>`posted_at >= starts.at`)
            .orderBy('posted_at')
            .orderBy('id')
            .limit(GROUP_SIZE)
            .selectAll()
            .as('mentions'),
        )
        .select(sql<number>`count(*)`.as('size'))
        .select(sql<number>`count(*) filter (where ${matches})`.as('found'))
        .as('group'),
      (join) => join.onTrue(),
    )
    .select(['group.size', 'group.found'])
    .where('group.size', '>', 0)
    .execute();
  return groups.length > 1 ? { all, groups } : null;
}

/** A counted day, by the time of its start in milliseconds. */
interface CountedDay {
  readonly start: number;
  readonly mentions: number;
}

function countedDays({ db, workspaceId }: Scope<Tables>): Promise<CountedDay[]> {
  return db
    .selectFrom('daily_counts')
    .where('workspace_id', '=', workspaceId)
    .groupBy('day')
    .orderBy('day')
    .select(sql<number>`extract(epoch from day)::float8 * 1000`.as('start'))
    .select(sql<number>`sum(mentions)::bigint`.as('mentions'))
    .execute();
}

/** Returns the times of evenly spaced positions, as if the mentions of a day were evenly spaced. */
function startsIn(days: readonly CountedDay[], all: number): Date[] {
  const starts: Date[] = [];
  let earlier = 0;
  for (const { start, mentions } of days) {
    for (;;) {
      const position = ((starts.length + 0.5) * all) / GROUPS;
      if (position >= earlier + mentions) break;
      starts.push(new Date(start + (DAY * (position - earlier)) / mentions));
    }
    earlier += mentions;
  }
  return starts;
}

/** Estimates how many mentions of the counted days match. */
export function estimateFrom({ all, groups }: Sample): number {
  return all * meanOf(sharesOf(groups));
}

/** Whether certainly so many mentions match, judged by the standard error of the estimate. */
export function isAtLeast({ all, groups }: Sample, count: number): boolean {
  const shares = sharesOf(groups);
  const mean = meanOf(shares);
  const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (shares.length - 1);
  return all * (mean - CERTAIN * Math.sqrt(variance / shares.length)) >= count;
}

function sharesOf(groups: Sample['groups']): number[] {
  return groups.map(({ size, found }) => found / size);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
