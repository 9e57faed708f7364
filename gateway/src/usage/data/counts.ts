import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** An operation that clients of a workspace have sent. */
export interface UsedOperation {
  readonly workspaceId: string;
  readonly signature: string;
  readonly name: string;
  readonly coordinates: readonly string[];
}

/** How often a client has sent an operation within an hour. */
export interface ClientCount {
  readonly workspaceId: string;
  readonly hour: Date;
  readonly signature: string;
  readonly client: string;
  readonly version: string;
  readonly requests: number;
  readonly failures: number;
}

/** The signature of operations beyond the bounds, which share one row. */
export const OTHER = 'other';

/** How old `used_at` may become before it is written again: most uses then write no operation. */
const USED_STEP = sql`interval '1 day'`;

/**
 * Stores operations. Only those that are new, select other fields since the schema was changed, or
 * were not used for a day are written. The row of operations beyond the bounds collects their
 * coordinates.
 */
export async function upsertOperations(
  db: Kysely<Tables>,
  operations: readonly UsedOperation[],
  now: Date,
): Promise<void> {
  const both = sql<string[]>`(select array_agg(distinct each order by each)
    from unnest(operations.coordinates || excluded.coordinates) as each)`;
  const coordinates = sql<
    string[]
  >`case when operations.signature = ${OTHER} then ${both} else excluded.coordinates end`;
  await acrossWorkspaces(db, 'usage')
    .insertInto('operations')
    .values(
      operations.map(({ workspaceId, signature, name, coordinates }) => ({
        workspace_id: workspaceId,
        signature,
        name,
        coordinates: [...coordinates],
        used_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'signature'])
        .doUpdateSet({ coordinates, used_at: sql<Date>`excluded.used_at` })
        .where(({ or, eb }) =>
          or([
            eb('operations.used_at', '<', sql<Date>`excluded.used_at - ${USED_STEP}`),
            eb('operations.coordinates', 'is distinct from', coordinates),
          ]),
        ),
    )
    .execute();
}

/** Adds counts to those of the same client, operation and hour. */
export async function addCounts(db: Kysely<Tables>, counts: readonly ClientCount[]): Promise<void> {
  await acrossWorkspaces(db, 'usage')
    .insertInto('counts')
    .values(
      counts.map(({ workspaceId, hour, signature, client, version, requests, failures }) => ({
        workspace_id: workspaceId,
        hour,
        signature,
        client,
        version,
        requests,
        failures,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'hour', 'signature', 'client', 'version']).doUpdateSet({
        requests: sql<number>`counts.requests + excluded.requests`,
        failures: sql<number>`counts.failures + excluded.failures`,
      }),
    )
    .execute();
}

/** Deletes what was not used since a time. Returns the number of rows. */
export async function deleteUsageBefore(db: Kysely<Tables>, before: Date): Promise<number> {
  const all = acrossWorkspaces(db, 'usage');
  const counts = await all.deleteFrom('counts').where('hour', '<', before).executeTakeFirst();
  // An operation is written once a day, so that a count may be a day younger than its operation.
  const operations = await all
    .deleteFrom('operations')
    .where('used_at', '<', sql<Date>`${before}::timestamptz - ${USED_STEP}`)
    .executeTakeFirst();
  return Number(counts.numDeletedRows + operations.numDeletedRows);
}

/** What the clients of a workspace have sent. */
export interface OperationUsage {
  readonly signature: string;
  readonly operationName: string | null;
  readonly client: string | null;
  readonly version: string | null;
  readonly requests: number;
  readonly failures: number;
  readonly lastHour: Date;
  readonly coordinates: readonly string[];
}

/** Lists the operations of the workspace by client, the most frequent first. */
export function listOperationUsage(
  { db, workspaceId }: Scope<Tables>,
  { since, limit }: { readonly since: Date; readonly limit: number },
): Promise<OperationUsage[]> {
  return db
    .with('sums', (cte) =>
      cte
        .selectFrom('counts')
        .where('workspace_id', '=', workspaceId)
        .where('hour', '>=', since)
        .groupBy(['workspace_id', 'signature', 'client', 'version'])
        .select([
          'workspace_id',
          'signature',
          'client',
          'version',
          sql<number>`sum(requests)`.as('requests'),
          sql<number>`sum(failures)`.as('failures'),
          sql<Date>`max(hour)`.as('last_hour'),
        ])
        .orderBy('requests', 'desc')
        .orderBy('signature')
        .orderBy('client')
        .orderBy('version')
        .limit(limit),
    )
    .selectFrom('sums')
    .innerJoin('operations', (join) =>
      join
        .onRef('operations.workspace_id', '=', 'sums.workspace_id')
        .onRef('operations.signature', '=', 'sums.signature'),
    )
    .select([
      'sums.signature',
      sql<string | null>`nullif(operations.name, '')`.as('operationName'),
      sql<string | null>`nullif(sums.client, '')`.as('client'),
      sql<string | null>`nullif(sums.version, '')`.as('version'),
      'sums.requests',
      'sums.failures',
      'sums.last_hour as lastHour',
      'operations.coordinates',
    ])
    .orderBy('sums.requests', 'desc')
    .orderBy('sums.signature')
    .orderBy('sums.client')
    .orderBy('sums.version')
    .execute();
}
