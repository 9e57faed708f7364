/** Judgements of texts by the model: cached, within a daily budget, with verbatim evidence. */
export { dayOf } from './judge-batch.ts';
export { joinParts, judgeWorkspaces } from './judge-workspaces.ts';
export type { Deferred, Judgement, JudgingTask } from './judging-task.ts';
export { EMBEDDED, type Judge, openJudge } from './open-judge.ts';
export { priceOf, sumOfUsages } from './token-estimate.ts';
