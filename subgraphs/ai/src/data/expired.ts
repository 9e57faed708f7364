import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Times before which rows have expired. */
export interface Expiry {
  readonly judged: Date;
  /** For judgements that were dropped: a later version of the model may give a valid one. */
  readonly dropped: Date;
  readonly counted: Date;
}

/** Lists the workspaces that have used the model. */
export async function listUsers(db: Kysely<Tables>): Promise<string[]> {
  const rows = await acrossWorkspaces(db, 'ai')
    .selectFrom('ledger')
    .select('workspace_id')
    .distinct()
    .execute();
  return rows.map((row) => row.workspace_id);
}

/** Deletes up to `limit` expired judgements; returns whether there may be more. */
export async function deleteExpiredJudgements(
  { db, workspaceId }: Scope<Tables>,
  { judged, dropped }: Pick<Expiry, 'judged' | 'dropped'>,
  limit: number,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('judgements')
    .where('workspace_id', '=', workspaceId)
    .where('hash', 'in', (eb) =>
      eb
        .selectFrom('judgements')
        .where('workspace_id', '=', workspaceId)
        .where('judged_at', '<', dropped)
        .where((or) => or.or([or('judged_at', '<', judged), or('label', 'is', null)]))
        .select('hash')
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows) === limit;
}

/** Deletes expired budgets, entries of the ledger, and counts of agreement; they are few. */
export async function deleteExpiredCounts(
  { db, workspaceId }: Scope<Tables>,
  { counted }: Pick<Expiry, 'counted'>,
): Promise<void> {
  const day = counted.toISOString().slice(0, 10);
  await db
    .deleteFrom('token_budgets')
    .where('workspace_id', '=', workspaceId)
    .where('day', '<', day)
    .execute();
  await db.deleteFrom('ledger').where('workspace_id', '=', workspaceId).where('day', '<', day).execute();
  await db
    .deleteFrom('agreements')
    .where('workspace_id', '=', workspaceId)
    .where('counted_at', '<', counted)
    .execute();
}
