import type { Scope } from '@tributary/kit/postgres';
import { countAgreements } from '../data/agreements.ts';
import { insertJudgements, type StoredJudgement } from '../data/judgements.ts';
import type { Tables } from '../data/tables.ts';
import type { Batch, HashedText } from './ask-model.ts';
import type { Judgement } from './judging-task.ts';

/** Returns a stored judgement as a result. */
export function judgementOf<Label extends string>(stored: StoredJudgement): Judgement<Label> {
  const { hash, label, reason, evidence } = stored;
  return label === null
    ? { state: 'dropped', hash }
    : { state: 'judged', hash, label: label as Label, reason, evidence };
}

/** What a model has judged of a batch. */
interface Results<Label extends string> {
  readonly batch: Batch<Label>;
  readonly judgements: readonly StoredJudgement[];
  readonly model: string;
  readonly now: Date;
}

/** Stores judgements in a transaction, and counts where both engines have given a label. */
export async function storeJudgements<Label extends string>(
  scope: Scope<Tables>,
  { batch: { task, texts }, judgements, model, now }: Results<Label>,
): Promise<void> {
  const isNew = new Set(await insertJudgements(scope, judgements, now));
  const counted = judgements.filter(({ hash }) => isNew.has(hash));
  const judgedBy = { task: task.name, version: task.version, model };
  await countAgreements(scope, judgedBy, pairsOf(texts, counted), now);
}

/** Pairs the labels of both engines, for texts that both have given one. */
function pairsOf<Label extends string>(
  texts: readonly HashedText<Label>[],
  judgements: readonly StoredJudgement[],
): { embedded: string; judged: string }[] {
  const embedded = new Map(texts.map((text) => [text.hash, text.embedded]));
  return judgements.flatMap(({ hash, label }) => {
    const own = embedded.get(hash) ?? null;
    return own === null || label === null ? [] : [{ embedded: own, judged: label }];
  });
}
