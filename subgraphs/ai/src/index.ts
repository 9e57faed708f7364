/**
 * The language model on an OpenAI-compatible server: its client, and judgements of texts that are
 * cached, paid from a daily budget of the workspace, and compared with the embedded engines.
 */

export { forgetJudgements } from './data/judgements.ts';
export type { LedgerEntry } from './data/ledger.ts';
export { expiryJob } from './expire.ts';
export {
  type Deferred,
  EMBEDDED,
  type Judge,
  type Judgement,
  type JudgingTask,
  joinParts,
  judgeWorkspaces,
  openJudge,
} from './judging/index.ts';
export { type LanguageModel, openModel, type Usage } from './model/index.ts';
export { type ModelUsage, readModelUsage } from './model-usage.ts';
export { aiSchema } from './schema.ts';
export { aiSettings } from './settings.ts';
export type { TaskAgreement } from './task-agreement.ts';
export { openUsageLedger, type UsageLedger } from './usage-ledger.ts';
