import type { LanguageModel } from '@tributary/ai';
import type { Engine } from './assistance-engine.ts';
import { embeddedEngine } from './embedded/index.ts';
import { modelEngine } from './model-engine.ts';

/** Opens the engine of a model; without one, the embedded rules. */
export function openEngine(model: LanguageModel | null): Engine {
  return model ? modelEngine(model) : embeddedEngine;
}

export type { Engine } from './assistance-engine.ts';
export { derivePersona } from './derive-persona.ts';
export { embeddedEngine } from './embedded/index.ts';
export type { Inputs, Operation, Place, Trend } from './operations.ts';
export { lostSpan, type ProtectedSpan, type SpanKind, spansOf } from './protected-spans.ts';
export { limitOf, type Quota, readQuota, requirePlan, withinQuota } from './quota.ts';
export { factsOf, type TrendFacts } from './trend-facts.ts';
