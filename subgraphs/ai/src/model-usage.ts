import { DAY } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { listAgreements } from './data/agreements.ts';
import { type LedgerEntry, listCosts } from './data/ledger.ts';
import { own } from './data/own.ts';
import { findTokens } from './data/token-budgets.ts';
import { dayOf } from './judging/index.ts';
import type { AiSettings } from './settings.ts';
import { agreementsOf, type TaskAgreement } from './task-agreement.ts';

/** What judging texts by models has cost a workspace, and how far they agree with our engines. */
export interface ModelUsage {
  /** Name of the language model; null if none is configured. */
  readonly model: string | null;
  /** Maximum tokens per UTC day. */
  readonly dailyTokens: number;
  /** Tokens that are used today, or held for requests under way. */
  readonly tokensToday: number;
  /** Costs by day, task and model, newest day first. */
  readonly costs: readonly LedgerEntry[];
  /** Agreement of the current models with the embedded engines, by task. */
  readonly agreements: readonly TaskAgreement[];
}

/** Reads the usage of the last `days` days, today included. */
export async function readModelUsage<Caller>(
  scope: Scope<Caller>,
  settings: Pick<AiSettings, 'AI_MODEL' | 'AI_DAILY_TOKENS'>,
  days: number,
  now: number,
): Promise<ModelUsage> {
  const inside = own(scope);
  const model = settings.AI_MODEL || null;
  return {
    model,
    dailyTokens: settings.AI_DAILY_TOKENS,
    tokensToday: await findTokens(inside, dayOf(now)),
    costs: await listCosts(inside, dayOf(now - (days - 1) * DAY)),
    agreements: agreementsOf(await listAgreements(inside), model),
  };
}
