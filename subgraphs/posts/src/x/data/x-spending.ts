import { randomUUID } from 'node:crypto';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';
import { priceOf, type Resource } from '../refresh/x-prices.ts';

/**
 * Lifetime in milliseconds of a hold that is never settled because its process was killed: longer
 * than the two requests and the statements of a call can take.
 */
export const HOLD_LIFETIME = 120_000;

/** Money held for an in-flight call. */
export interface SpendingHold {
  readonly id: string;
  readonly day: string;
  /** Millionths of a dollar. */
  readonly amount: number;
}

/** A request to hold money from a day's cap. */
export interface SpendingRequest {
  readonly day: string;
  readonly cap: number;
  /** Possible costs of the call, most expensive form first; holds the first that fits. */
  readonly amounts: readonly number[];
  readonly now: Date;
}

/**
 * Holds money for a call. Returns `busy` if only other calls' holds are in the way, which may turn
 * out cheaper, and `capped` if the remaining cap is too small for the cheapest form. Serialized per
 * workspace, so that holds never exceed the cap.
 */
export function holdSpending(
  scope: Scope<Tables>,
  { day, cap, amounts, now }: SpendingRequest,
): Promise<SpendingHold | 'busy' | 'capped'> {
  return inTransaction(scope, async (inside) => {
    const spent = await lockSpent(inside, day);
    const left = cap - spent;
    if (amounts.every((amount) => amount > left)) return 'capped';
    const held = await findHeld(inside, day, now);
    const amount = amounts.find((each) => each <= left - held);
    if (amount === undefined) return 'busy';
    const hold = { id: randomUUID(), day, amount };
    await inside.db
      .insertInto('x_holds')
      .values({
        ...hold,
        workspace_id: inside.workspaceId,
        expires_at: new Date(now.getTime() + HOLD_LIFETIME),
      })
      .execute();
    return hold;
  });
}

/**
 * Replaces a hold with the actual cost of its call: the resources read and not paid for yet, or the
 * whole hold if the reads are unknown. Returns the cost.
 */
export function settleSpending(
  scope: Scope<Tables>,
  { id, day, amount }: SpendingHold,
  reads: readonly Resource[] | 'unknown',
): Promise<number> {
  return inTransaction(scope, async (inside) => {
    const cost = reads === 'unknown' ? amount : priceOf(await insertReads(inside.db, day, reads));
    await lockSpent(inside, day);
    await inside.db
      .deleteFrom('x_holds')
      .where('workspace_id', '=', inside.workspaceId)
      .where('id', '=', id)
      .execute();
    if (cost > 0)
      await inside.db
        .updateTable('x_spending')
        .where('workspace_id', '=', inside.workspaceId)
        .where('day', '=', sql<string>`${day}::date`)
        .set({ spent: sql`spent + ${cost}` })
        .execute();
    return cost;
  });
}

/** Returns the workspace's spending on a day, and locks its row until the transaction ends. */
async function lockSpent({ db, workspaceId }: Scope<Tables>, day: string): Promise<number> {
  const date = sql<string>`${day}::date`;
  await db
    .insertInto('x_spending')
    .values({ workspace_id: workspaceId, day: date, spent: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { spent } = await db
    .selectFrom('x_spending')
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', date)
    .select('spent')
    .forUpdate()
    .executeTakeFirstOrThrow();
  return spent;
}

/** Returns the total held from a day's cap, after deleting the workspace's expired holds. */
async function findHeld({ db, workspaceId }: Scope<Tables>, day: string, now: Date): Promise<number> {
  await db
    .deleteFrom('x_holds')
    .where('workspace_id', '=', workspaceId)
    .where('expires_at', '<=', now)
    .execute();
  const { held } = await db
    .selectFrom('x_holds')
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', sql<string>`${day}::date`)
    .select(sql<number>`coalesce(sum(amount), 0)`.as('held'))
    .executeTakeFirstOrThrow();
  return held;
}

/**
 * Records resources read from X; returns those not read before on this day, which X charges for.
 */
async function insertReads(
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
  return rows.map(({ resource }) => resource as Resource);
}
