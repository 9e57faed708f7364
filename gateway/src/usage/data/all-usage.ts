import { acrossWorkspaces } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** How often a client has sent one operation, over all workspaces. */
export interface ClientUse {
  /** Empty if the client sends no name. */
  readonly client: string;
  readonly version: string;
  readonly operationName: string;
  readonly coordinates: readonly string[];
  readonly requests: number;
}

/** Which part of a period has been recorded, over all workspaces. */
export interface RecordedPeriod {
  readonly requests: number;
  /** The first hour with a request; null if there is none. */
  readonly from: Date | null;
}

/** Counts what was recorded since a time, for the operator of the installation. */
export async function findRecordedPeriod(db: Kysely<Tables>, since: Date): Promise<RecordedPeriod> {
  return acrossWorkspaces(db, 'usage')
    .selectFrom('counts')
    .where('hour', '>=', since)
    .select([sql<number>`coalesce(sum(requests), 0)`.as('requests'), sql<Date | null>`min(hour)`.as('from')])
    .executeTakeFirstOrThrow();
}

/**
 * Lists the clients of all workspaces that have used one of the coordinates since a time, for the
 * operator of the installation.
 */
export async function listClientUses(
  db: Kysely<Tables>,
  coordinates: readonly string[],
  since: Date,
): Promise<ClientUse[]> {
  return acrossWorkspaces(db, 'usage')
    .selectFrom('operations')
    .innerJoin('counts', (join) =>
      join
        .onRef('counts.workspace_id', '=', 'operations.workspace_id')
        .onRef('counts.signature', '=', 'operations.signature'),
    )
    .where('counts.hour', '>=', since)
    .where(sql<boolean>`operations.coordinates && ${[...coordinates]}::text[]`)
    .groupBy(['client', 'version', 'name', 'coordinates'])
    .select([
      'client',
      'version',
      'name as operationName',
      'coordinates',
      sql<number>`sum(requests)`.as('requests'),
    ])
    .execute();
}
