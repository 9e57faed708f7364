/** Judgements of the model, by the hash of what was judged. */
interface Judgements {
  workspace_id: string;
  /** See `judgementHash`. */
  hash: string;
  /** Null if the model's judgement was dropped. */
  label: string | null;
  reason: string;
  evidence: string[];
  judged_at: Date;
}

/** How many texts the embedded engine and the model have given which labels. */
interface Agreements {
  workspace_id: string;
  task: string;
  /** Version of the task. */
  version: number;
  model: string;
  /** Label of the embedded engine. */
  embedded: string;
  /** Label of the model. */
  judged: string;
  texts: number;
  counted_at: Date;
}

/** Tokens that a workspace has used on a day (UTC), and those held for requests under way. */
interface TokenBudgets {
  workspace_id: string;
  day: string;
  tokens: number;
}

/** What the judgements of a task have cost a workspace on a day (UTC). */
interface Ledger {
  workspace_id: string;
  day: string;
  task: string;
  model: string;
  requests: number;
  /** Texts with a valid judgement. */
  judged: number;
  /** Texts whose judgement was dropped. */
  dropped: number;
  /** Texts that had been judged before, which cost nothing. */
  cached: number;
  input_tokens: number;
  output_tokens: number;
  dollars: number;
}

/** The tables of the schema `ai`. */
export interface Tables {
  judgements: Judgements;
  agreements: Agreements;
  token_budgets: TokenBudgets;
  ledger: Ledger;
}

export const tenantTables = ['judgements', 'agreements', 'token_budgets', 'ledger'] as const;
