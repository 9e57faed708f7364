/**
 * Models besides the embedded engines: a language model on an OpenAI-compatible server, and a
 * classifier in a folder. Their judgements of texts are cached and compared with the embedded
 * engines; those of the language model are paid from a daily budget of the workspace.
 */

export {
  type Classifier,
  classifierJudge,
  classifierSettings,
  openClassifier,
  probabilitiesOf,
} from './classifier/index.ts';
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
