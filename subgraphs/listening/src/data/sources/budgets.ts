import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import type { Quota } from '@tributary/platforms';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { MOST_SKEW } from './clock-skew.ts';

/**
 * A quota as a schedule (the generic cell rate algorithm): each unit pays for `intervalMs` of time,
 * and at most `burst` units may be paid ahead. Any window then has at most `burst - 1 + windowMs /
 * intervalMs` units, which is the vendor's number.
 */
export interface Schedule {
  readonly windowMs: number;
  readonly intervalMs: number;
  readonly burst: number;
}

/** Share of a quota that may be used at once. */
const BURST = 0.25;

/** Converts a vendor's quota. */
export function scheduleOf({ units, windowMs }: Quota): Schedule {
  const burst = Math.max(1, Math.floor(units * BURST));
  return { windowMs, burst, intervalMs: windowMs / (units - burst + 1) };
}

/**
 * Takes units of a budget, in one statement, so that the quota holds over all processes. Returns
 * null, or the time from which they can be taken; then nothing is taken. A budget that is paid for
 * longer than a burst was used by a clock that was wrong, and begins anew.
 */
export async function takeUnits(
  db: Kysely<Tables>,
  platform: string,
  { windowMs, intervalMs, burst }: Schedule,
  units: number,
  now: Date,
): Promise<Date | null> {
  const key = { platform, window_ms: windowMs };
  await db
    .insertInto('budgets')
    .values({ ...key, paid_until: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const cost = `${units * intervalMs} milliseconds`;
  const ahead = `${burst * intervalMs} milliseconds`;
  const longest = new Date(now.getTime() + burst * intervalMs + MOST_SKEW);
  const paid = sql<Date>`case when paid_until > ${longest} then ${now}
    else greatest(paid_until, ${now}) end + ${cost}::interval`;
  const free = sql<Date>`greatest(paid_until + ${cost}::interval - ${ahead}::interval, blocked_until)`;
  const taken = await db
    .updateTable('budgets')
    .set({ paid_until: paid })
    .where('platform', '=', platform)
    .where('window_ms', '=', windowMs)
    .where(sql<boolean>`${paid} - ${ahead}::interval <= ${now}`)
    .where((eb) => eb.or([eb('blocked_until', 'is', null), eb('blocked_until', '<=', now)]))
    .returning('paid_until')
    .executeTakeFirst();
  if (taken) return null;
  const row = await db
    .selectFrom('budgets')
    .where('platform', '=', platform)
    .where('window_ms', '=', windowMs)
    .select(free.as('free'))
    .executeTakeFirstOrThrow();
  return row.free;
}

/** Blocks a platform's budgets until a time that the vendor has named. */
export async function blockUntil(db: Kysely<Tables>, platform: string, until: Date): Promise<void> {
  await db
    .updateTable('budgets')
    .set((eb) => ({ blocked_until: eb.fn('greatest', ['blocked_until', eb.val(until)]) }))
    .where('platform', '=', platform)
    .execute();
}

/** What a request costs, and who may pay for it. */
export interface Expense {
  readonly platform: string;
  /** Workspaces on whose behalf the request is sent. */
  readonly payers: readonly string[];
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly dollars: number;
  /** Maximum spending of a workspace on that day. */
  readonly cap: number;
}

/**
 * Charges the whole cost to one of the payers: to the one that has spent least that day. Returns
 * false if it would exceed the cap of each of them. Exact over all processes.
 */
export async function charge(db: Kysely<Tables>, expense: Expense): Promise<boolean> {
  for (const workspaceId of await payersByThrift(db, expense))
    if (await spend({ db, workspaceId }, expense)) return true;
  return false;
}

async function payersByThrift(db: Kysely<Tables>, { platform, payers, day }: Expense): Promise<string[]> {
  if (payers.length === 0) return [];
  const rows = await acrossWorkspaces(db, 'listening')
    .selectFrom('spending')
    .where('workspace_id', 'in', [...payers])
    .where('platform', '=', platform)
    .where('day', '=', day)
    .select(['workspace_id', 'dollars'])
    .execute();
  const spent = new Map(rows.map((row) => [row.workspace_id, row.dollars]));
  const of = (payer: string) => spent.get(payer) ?? 0;
  return [...payers].sort((one, other) => of(one) - of(other));
}

async function spend(
  { db, workspaceId }: Scope<Tables>,
  { platform, day, dollars, cap }: Expense,
): Promise<boolean> {
  if (dollars > cap) return false;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('spending')
    .values({ workspace_id: workspaceId, platform, day, dollars })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'platform', 'day'])
        .doUpdateSet((eb) => ({ dollars: eb('spending.dollars', '+', dollars) }))
        .where((eb) => eb(eb('spending.dollars', '+', dollars), '<=', cap)),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** A stored budget of a platform. */
export interface StoredBudget {
  readonly platform: string;
  readonly windowMs: number;
  readonly paidUntil: Date;
  readonly blockedUntil: Date | null;
}

/** Lists the budgets of all platforms that have been used. */
export async function listBudgets(db: Kysely<Tables>): Promise<StoredBudget[]> {
  return db
    .selectFrom('budgets')
    .select(['platform', 'window_ms as windowMs', 'paid_until as paidUntil', 'blocked_until as blockedUntil'])
    .execute();
}

/**
 * Returns the share of a platform's quotas, from 0 to 1, that can be used at once; null without
 * quotas.
 */
export function quotaLeft(
  platform: string,
  quotas: readonly Quota[],
  budgets: readonly StoredBudget[],
  now: number,
): number | null {
  if (quotas.length === 0) return null;
  const shares = quotas.map((quota) => {
    const used = budgets.find((each) => each.platform === platform && each.windowMs === quota.windowMs);
    return used ? shareLeft(scheduleOf(quota), used, now) : 1;
  });
  return Math.min(...shares);
}

function shareLeft(
  { intervalMs, burst }: Schedule,
  { paidUntil, blockedUntil }: Pick<StoredBudget, 'paidUntil' | 'blockedUntil'>,
  now: number,
): number {
  if (blockedUntil !== null && blockedUntil.getTime() > now) return 0;
  const ahead = Math.max(paidUntil.getTime() - now, 0);
  return Math.min(Math.max(1 - ahead / (burst * intervalMs), 0), 1);
}
