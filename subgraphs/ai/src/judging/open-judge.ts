import type { UpstreamOptions } from '@tributary/kit/http-client';
import type { Scope } from '@tributary/kit/postgres';
import { own } from '../data/own.ts';
import { openModel } from '../model/index.ts';
import type { AiSettings } from '../settings.ts';
import { type BatchParts, judgeBatch } from './judge-batch.ts';
import { type JudgingEngine, judgeTexts } from './judge-texts.ts';
import type { Judgement, JudgingRequest } from './judging-task.ts';

/** Name of the engine that judges without a language model. */
export const EMBEDDED = 'embedded';

/** Judges texts instead of, or beside, an embedded engine. */
export interface Judge {
  /** Name of the engine, which judgements are attributed to. */
  readonly engine: string;
  /** Whether it runs in this process, where a text costs milliseconds. */
  readonly isLocal: boolean;
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
  const engine: JudgingEngine = {
    name: model.name,
    clock: services.clock,
    judgeBatch: (scope, batch, signal) => judgeBatch(scope, parts, batch, signal),
  };
  return {
    engine: model.name,
    isLocal: false,
    judge: (scope, request, signal) => judgeTexts(own(scope), engine, request, signal),
  };
}
