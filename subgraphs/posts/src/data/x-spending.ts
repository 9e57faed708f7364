import type { Scope } from '@tributary/kit';
import { type Kysely, sql } from 'kysely';
import type { Resource } from '../x/prices.ts';
import type { Tables } from './tables.ts';

/**
 * Sets money aside for a call; false when the day's cap would be exceeded. One statement, whose condition is read
 * again after waiting for the row: however many ask at once, no more than the cap is given out.
 */
export async function reserveSpending(
  { db, workspaceId }: Scope<Tables>,
  day: string,
  amount: number,
  cap: number,
): Promise<boolean> {
  if (amount > cap) return false;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('x_spending')
    .values({ workspace_id: workspaceId, day: sql`${day}::date`, spent: amount })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'day'])
        .doUpdateSet({ spent: sql`x_spending.spent + excluded.spent` })
        .where(sql<boolean>`x_spending.spent + excluded.spent <= ${cap}`),
    )
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows) > 0;
}

/** Puts right what was set aside, by what it came to. */
export async function correctSpending(
  { db, workspaceId }: Scope<Tables>,
  day: string,
  difference: number,
): Promise<void> {
  await db
    .updateTable('x_spending')
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', sql<string>`${day}::date`)
    .set({ spent: sql`spent + ${difference}` })
    .execute();
}

/** Notes what was read of X; those that nobody has read before on this day, which X charges for. */
export async function noteReads(
  db: Kysely<Tables>,
  day: string,
  resources: readonly Resource[],
): Promise<Resource[]> {
  if (resources.length === 0) return [];
  const names = [...new Set(resources)].sort();
  const rows = await db
    .insertInto('x_reads')
    .columns(['day', 'resource'])
    .expression(sql`select ${day}::date, unnest(${names}::text[])`)
    .onConflict((conflict) => conflict.doNothing())
    .returning('resource')
    .execute();
  await db.deleteFrom('x_reads').where('day', '<', sql<string>`${day}::date`).execute();
  return rows.map(({ resource }) => resource as Resource);
}
