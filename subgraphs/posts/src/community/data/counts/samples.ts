import { prepared, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import { type Conditions, conditionsSql } from '../community-post-filter.ts';

/** Posts whose ids are in some ranges of all ids. */
export interface Sample {
  /** The part of all ids that the ranges cover, from 0 to 1. */
  readonly covered: number;
  /** How many posts in the ranges match the conditions. */
  readonly found: number;
}

const GROUPS = 64;
const GROUP_SIZE = 40;
/** How many standard errors an estimate must be above a limit to be certainly above it. */
const CERTAIN = 6;

/** The first hexadecimal digits of an id, which are random in UUIDs of version 4. */
const DIGITS = 12;
const IDS = 16 ** DIGITS;
const STARTS = Array.from({ length: GROUPS }, (_, group) => (group * IDS) / GROUPS);
const FIRST_IDS = STARTS.map((start) => `${start.toString(16).padStart(DIGITS, '0')}00000000000000000000`);

const prepareGroups = prepared((scope: Scope<Tables>, { conditions }: { conditions: Conditions }) => {
  const matches = sql.join([sql`true`, ...conditionsSql(conditions)], sql` and `);
  return scope.db
    .selectFrom(sql<{ id: string }>`unnest(${FIRST_IDS}::uuid[])`.as<'starts'>(sql`starts(id)`))
    .innerJoinLateral(
      scope.db
        .selectFrom(
          scope.db
            .selectFrom('community_posts')
            .where('workspace_id', '=', scope.workspaceId)
            .where(sql<boolean>`id >= starts.id`)
            .orderBy('id')
            .limit(GROUP_SIZE)
            .selectAll()
            .as('community_posts'),
        )
        .select(sql<string>`max(id::text collate "C")`.as('last'))
        .select(sql<number>`count(*)`.as('size'))
        .select(sql<number>`count(*) filter (where ${matches})`.as('found'))
        .as('group'),
      (join) => join.onTrue(),
    )
    .select(['starts.id', 'group.last', 'group.size', 'group.found']);
});

/**
 * Reads a sample: from evenly spaced ids, the posts that follow. Ids are random, so as many posts
 * match in each part of them as in any other. The same posts give the same sample.
 */
export async function readSample(scope: Scope<Tables>, conditions: Conditions): Promise<Sample> {
  const groups = await prepareGroups(scope, { conditions });
  const ranges = groups.map(
    ({ id, last, size }) => (size < GROUP_SIZE ? IDS : digitsOf(last)) - digitsOf(id),
  );
  return {
    covered: ranges.reduce((sum, range) => sum + range, 0) / IDS,
    found: groups.reduce((sum, { found }) => sum + found, 0),
  };
}

function digitsOf(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, DIGITS), 16);
}

/** Estimates how many posts match. */
export function estimateFrom({ covered, found }: Sample): number {
  return Math.round(found / covered);
}

/**
 * Whether certainly so many posts match. Posts with random ids arrive in a range as in a Poisson
 * process: the standard error of their number is its square root.
 */
export function isAtLeast({ covered, found }: Sample, count: number): boolean {
  return found - CERTAIN * Math.sqrt(found) >= count * covered;
}
