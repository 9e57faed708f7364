import { DAY } from '@tributary/kit';
import type { BoundJob } from '@tributary/kit/host';
import { kyselyFor } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { deleteExpiredCounts, deleteExpiredJudgements, listUsers } from './data/expired.ts';
import { type Tables, tenantTables } from './data/tables.ts';

/** Days that a judgement is stored, and one that was dropped. */
const JUDGED_DAYS = 90;
const DROPPED_DAYS = 1;
/** Days that costs and counts of agreement are stored. */
const COUNTED_DAYS = 400;
const BATCH = 1_000;

/** Returns the job that deletes what has expired. */
export function expiryJob({ pool, clock }: { readonly pool: Pool; readonly clock: () => number }): BoundJob {
  const db = kyselyFor<Tables>(pool, 'ai', tenantTables);
  return {
    name: 'ai.expire',
    schedule: '41 * * * *',
    run: ({ signal }) => deleteExpired(db, clock(), signal),
  };
}

/** Deletes expired judgements and counts of all workspaces in small statements. */
export async function deleteExpired(db: Kysely<Tables>, now: number, signal: AbortSignal): Promise<void> {
  const ago = (days: number) => new Date(now - days * DAY);
  const expiry = { judged: ago(JUDGED_DAYS), dropped: ago(DROPPED_DAYS), counted: ago(COUNTED_DAYS) };
  for (const workspaceId of await listUsers(db)) {
    const scope = { db, workspaceId };
    while (!signal.aborted && (await deleteExpiredJudgements(scope, expiry, BATCH)));
    if (signal.aborted) return;
    await deleteExpiredCounts(scope, expiry);
  }
}
