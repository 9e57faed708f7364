import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from './tables.ts';

/** What judging texts has cost. */
export interface Costs {
  readonly requests: number;
  readonly judged: number;
  readonly dropped: number;
  readonly cached: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly dollars: number;
}

/** The costs of one task of a model on one day. */
export interface LedgerEntry extends Costs {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly task: string;
  readonly model: string;
}

/** Adds costs to the entry of a day, task and model. */
export async function addCosts({ db, workspaceId }: Scope<Tables>, entry: LedgerEntry): Promise<void> {
  const { inputTokens, outputTokens, ...named } = entry;
  const row = { ...named, input_tokens: inputTokens, output_tokens: outputTokens };
  await db
    .insertInto('ledger')
    .values({ workspace_id: workspaceId, ...row })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'day', 'task', 'model']).doUpdateSet((eb) => ({
        requests: eb('ledger.requests', '+', row.requests),
        judged: eb('ledger.judged', '+', row.judged),
        dropped: eb('ledger.dropped', '+', row.dropped),
        cached: eb('ledger.cached', '+', row.cached),
        input_tokens: eb('ledger.input_tokens', '+', row.input_tokens),
        output_tokens: eb('ledger.output_tokens', '+', row.output_tokens),
        dollars: eb('ledger.dollars', '+', row.dollars),
      })),
    )
    .execute();
}

/** Maximum number of entries that are read at once. */
const MOST_ENTRIES = 1_000;

/** Lists the entries from a day on, newest day first. */
export async function listCosts({ db, workspaceId }: Scope<Tables>, from: string): Promise<LedgerEntry[]> {
  return db
    .selectFrom('ledger')
    .where('workspace_id', '=', workspaceId)
    .where('day', '>=', from)
    .select(['day', 'task', 'model', 'requests', 'judged', 'dropped', 'cached', 'dollars'])
    .select(['input_tokens as inputTokens', 'output_tokens as outputTokens'])
    .orderBy('day', 'desc')
    .orderBy('task')
    .orderBy('model')
    .limit(MOST_ENTRIES)
    .execute();
}
