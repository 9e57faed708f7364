import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { addCosts } from '../data/ledger.ts';
import type { Tables } from '../data/tables.ts';
import { holdTokens, settleTokens } from '../data/token-budgets.ts';
import type { LanguageModel } from '../model/index.ts';
import { askModel, type Batch, type Outcome, requestOf } from './ask-model.ts';
import type { Deferred, JudgementOf } from './judging-task.ts';
import { judgementOf, storeJudgements } from './stored-results.ts';
import { maxTokens, priceOf, sumOfUsages } from './token-estimate.ts';

/** Parts of a judge. */
export interface BatchParts {
  readonly model: LanguageModel;
  readonly clock: () => number;
  /** Maximum tokens of a workspace per UTC day. */
  readonly dailyTokens: number;
  /** US dollars for a million tokens. */
  readonly prices: { readonly input: number; readonly output: number };
}

/** Judges one batch within the cap of the day; returns the results by hash. */
export async function judgeBatch<Label extends string>(
  scope: Scope<Tables>,
  parts: BatchParts,
  batch: Batch<Label>,
  signal: AbortSignal,
): Promise<JudgementOf<Label>> {
  const day = dayOf(parts.clock());
  const request = requestOf(batch);
  const prompt = request.instructions + request.data + JSON.stringify(request.schema);
  const held = maxTokens(prompt, request.maxOutputTokens);
  const fits = await holdTokens(scope, { day, tokens: held, cap: parts.dailyTokens });
  if (!fits) return deferred(batch, 'cap', 'The request does not fit into the tokens that are left today.');
  const outcome = await askModel(parts.model, request, batch, signal);
  await record(scope, parts, batch, outcome, { day, held });
  if (outcome.judgements === null) return deferred(batch, 'failure', outcome.failure);
  return new Map(outcome.judgements.map((each) => [each.hash, judgementOf<Label>(each)]));
}

/** Returns the UTC day of a time, as `YYYY-MM-DD`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function deferred<Label extends string>(
  { texts }: Batch<Label>,
  because: Deferred['because'],
  reason: string,
): Map<string, Deferred> {
  return new Map(texts.map(({ hash }): [string, Deferred] => [hash, { state: 'deferred', because, reason }]));
}

/** Records in one transaction what a request has returned and cost. */
async function record<Label extends string>(
  scope: Scope<Tables>,
  { model, clock, prices }: BatchParts,
  batch: Batch<Label>,
  { judgements, usages, mayBeBilled }: Outcome,
  { day, held }: { readonly day: string; readonly held: number },
): Promise<void> {
  const valid = judgements?.filter(({ label }) => label !== null) ?? [];
  const dropped = (judgements?.length ?? 0) - valid.length;
  const usage = sumOfUsages(usages);
  // Costs that are unknown count with their maximum against the cap.
  const isKnown = !mayBeBilled && !usages.includes(null);
  const used = isKnown ? usage.inputTokens + usage.outputTokens : held;
  const entry = { day, task: batch.task.name, model: model.name, requests: usages.length };
  const costs = { judged: valid.length, dropped, cached: 0, ...usage, dollars: priceOf(usage, prices) };
  await inTransaction(scope, async (inside) => {
    await settleTokens(inside, { day, held, used });
    const results = { batch, model: model.name, now: new Date(clock()) };
    if (judgements) await storeJudgements(inside, { ...results, judgements });
    await addCosts(inside, { ...entry, ...costs });
  });
}
