import type { UpstreamOptions } from '@tributary/kit/http-client';
import type { Scope } from '@tributary/kit/postgres';
import { loadJudgements } from '../data/judgements.ts';
import { addCosts } from '../data/ledger.ts';
import { own } from '../data/own.ts';
import type { Tables } from '../data/tables.ts';
import { openModel } from '../model/index.ts';
import type { AiSettings } from '../settings.ts';
import { batchesOf, type HashedText } from './ask-model.ts';
import { type BatchParts, dayOf, judgeBatch, judgementOf } from './judge-batch.ts';
import { type Judgement, type JudgingRequest, judgementHash, readPart } from './judging-task.ts';

/** Name of the engine that judges without a language model. */
export const EMBEDDED = 'embedded';

/** Judges texts instead of, or beside, an embedded engine. */
export interface Judge {
  /** Name of the engine, which judgements are attributed to. */
  readonly engine: string;
  /**
   * Judges texts on behalf of a workspace; one result for each, in the same order. Does not throw
   * if the model fails or the cap of the day is reached: these texts are deferred.
   */
  judge<Caller, Label extends string>(
    scope: Scope<Caller>,
    request: JudgingRequest<Label>,
    signal: AbortSignal,
  ): Promise<Judgement<Label>[]>;
}

/** Opens the judge that the settings name; null if they name no model, or allow it no tokens. */
export function openJudge(
  settings: AiSettings,
  services: Pick<UpstreamOptions, 'metrics' | 'clock'>,
): Judge | null {
  const model = openModel(settings, services);
  if (model === null || settings.AI_DAILY_TOKENS === 0) return null;
  const parts: BatchParts = {
    model,
    clock: services.clock,
    dailyTokens: settings.AI_DAILY_TOKENS,
    prices: { input: settings.AI_INPUT_PRICE_DOLLARS, output: settings.AI_OUTPUT_PRICE_DOLLARS },
  };
  return {
    engine: model.name,
    judge: (scope, request, signal) => judgeTexts(own(scope), parts, request, signal),
  };
}

async function judgeTexts<Label extends string>(
  scope: Scope<Tables>,
  parts: BatchParts,
  request: JudgingRequest<Label>,
  signal: AbortSignal,
): Promise<Judgement<Label>[]> {
  const texts = request.texts.map(({ text, embedded }): HashedText<Label> => {
    const read = readPart(text);
    return { hash: judgementHash(request, parts.model.name, read), text: read, embedded };
  });
  const distinct = [...new Map(texts.map((text) => [text.hash, text])).values()];
  const stored = await loadJudgements(
    scope,
    distinct.map(({ hash }) => hash),
  );
  const results = new Map(stored.map((each) => [each.hash, judgementOf<Label>(each)]));
  await recordCached(scope, parts, request, stored.length);
  // A blank text has no evidence for any label.
  for (const { hash, text } of distinct)
    if (text.trim() === '') results.set(hash, { state: 'dropped', hash });
  const missing = distinct.filter(({ hash }) => !results.has(hash));
  let deferred: Judgement<Label> | undefined;
  for (const batch of batchesOf(missing)) {
    const judged = await judgeBatch(scope, parts, { ...request, texts: batch }, signal);
    for (const [hash, judgement] of judged) results.set(hash, judgement);
    deferred = [...judged.values()].find(({ state }) => state === 'deferred');
    // The next request would fail as well, after its own timeout.
    if (deferred) break;
  }
  return texts.map(({ hash }) => results.get(hash) ?? deferred!);
}

async function recordCached<Label extends string>(
  scope: Scope<Tables>,
  { clock, model }: BatchParts,
  { task }: JudgingRequest<Label>,
  cached: number,
): Promise<void> {
  if (cached === 0) return;
  const day = dayOf(clock());
  const none = { requests: 0, judged: 0, dropped: 0, inputTokens: 0, outputTokens: 0, dollars: 0 };
  await addCosts(scope, { day, task: task.name, model: model.name, ...none, cached });
}
