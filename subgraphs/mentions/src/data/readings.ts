import { given, namesOf, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Reading } from '../merge.ts';
import type { Tables } from './tables.ts';

const COLUMNS = {
  mention_id: 'text',
  run_id: 'text',
  run_at: 'timestamptz',
  views: 'bigint',
  likes: 'bigint',
  comments: 'bigint',
  shares: 'bigint',
} as const;

const READ = [
  'mention_id',
  'run_id as runId',
  'run_at as at',
  'views',
  'likes',
  'comments',
  'shares',
] as const;

/** Maximum number of readings returned per mention. */
const MOST = 100;

/** Stores a run's readings; a repeated reading by the same run replaces its earlier one. */
export async function upsertReadings(
  scope: Scope<Tables>,
  readings: readonly { mentionId: string; reading: Reading }[],
): Promise<void> {
  const columns = namesOf(COLUMNS);
  const rows = readings.map(({ mentionId, reading: { runId, at, ...metrics } }) => ({
    mention_id: mentionId,
    run_id: runId,
    run_at: at,
    ...metrics,
  }));
  await scope.db
    .insertInto('metric_readings')
    .columns(['workspace_id', ...columns])
    .expression((eb) =>
      eb
        .selectFrom(given(COLUMNS, rows))
        .select([sql<string>`${scope.workspaceId}::uuid`.as('workspace_id'), ...columns]),
    )
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'mention_id', 'run_id']).doUpdateSet((eb) => ({
        views: eb.ref('excluded.views'),
        likes: eb.ref('excluded.likes'),
        comments: eb.ref('excluded.comments'),
        shares: eb.ref('excluded.shares'),
      })),
    )
    .execute();
}

/** Lists readings of these mentions by other runs, newest first. */
export async function listEarlierReadings(
  scope: Scope<Tables>,
  mentionIds: readonly string[],
  runId: string,
): Promise<Map<string, Reading[]>> {
  if (mentionIds.length === 0) return new Map();
  const rows = await ofMentions(scope, mentionIds).where('run_id', '<>', runId).execute();
  return grouped(rows);
}

/** Loads the readings of these mentions, newest first, at most 100 per mention. */
export async function loadReadings(
  scope: Scope<Tables>,
  mentionIds: readonly string[],
): Promise<Map<string, Reading[]>> {
  const found = grouped(await ofMentions(scope, mentionIds).execute());
  return new Map([...found].map(([id, readings]) => [id, readings.slice(0, MOST)]));
}

function ofMentions(scope: Scope<Tables>, mentionIds: readonly string[]) {
  return scope.db
    .selectFrom('metric_readings')
    .where('workspace_id', '=', scope.workspaceId)
    .where('mention_id', '=', sql<string>`any(${mentionIds}::text[])`)
    .select(READ)
    .orderBy('run_at', 'desc')
    .orderBy('run_id', 'desc');
}

function grouped(rows: readonly (Reading & { mention_id: string })[]): Map<string, Reading[]> {
  const found = new Map<string, Reading[]>();
  for (const { mention_id: id, ...reading } of rows) found.set(id, [...(found.get(id) ?? []), reading]);
  return found;
}
