import { type Principal, TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { AssistanceTables } from '../data/assistance-tables.ts';
import { findUsage, returnUnit, takeUnit } from './data/ai-usage.ts';

/** Monthly calls (UTC) by plan; other plans have none. */
const LIMITS: Readonly<Record<string, number>> = { pro: 500, team: 5_000 };

/** Quota of the current month. */
export interface Quota {
  readonly used: number;
  readonly limit: number;
  readonly resetsAt: Date;
}

/** Returns the monthly calls of a principal's plan; internal principals get the highest limit. */
export function limitOf(principal: Principal | null): number {
  if (principal?.internal) return LIMITS['team']!;
  return LIMITS[principal?.plans['social-crm'] ?? ''] ?? 0;
}

export async function readQuota(scope: Scope<AssistanceTables>, limit: number, now: Date): Promise<Quota> {
  return { used: await findUsage(scope, monthOf(now)), limit, resetsAt: nextMonth(now) };
}

/** Throws PLAN_REQUIRED if the plan includes no calls. */
export function requirePlan(limit: number): void {
  if (limit > 0) return;
  throw new TributaryError('PLAN_REQUIRED', 'AI assistance needs the plan "pro".', {
    details: { product: 'social-crm', plan: 'pro' },
  });
}

/**
 * Runs `work` for one unit of the monthly quota. Throws QUOTA_EXCEEDED if none is left,
 * PLAN_REQUIRED if the plan includes none. Failed work returns its unit to the month that it was
 * taken from.
 */
export async function withinQuota<Result>(
  scope: Scope<AssistanceTables>,
  limit: number,
  now: Date,
  work: () => Promise<Result>,
): Promise<Result> {
  requirePlan(limit);
  const month = monthOf(now);
  if ((await takeUnit(scope, month, limit)) === null)
    throw new TributaryError('QUOTA_EXCEEDED', `The plan's ${limit} AI calls of this month are used up.`, {
      details: { limit, resetsAt: nextMonth(now) },
    });
  try {
    return await work();
  } catch (error) {
    await returnUnit(scope, month);
    throw error;
  }
}

function monthOf(now: Date): string {
  return now.toISOString().slice(0, 7);
}

function nextMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
}
