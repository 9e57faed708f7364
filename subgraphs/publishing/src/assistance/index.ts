import { embeddedEngine } from './embedded/index.ts';
import type { Engine } from './engine.ts';
import type { AssistanceSettings } from './settings.ts';

/** The model that the settings name; without one, rules. */
export function openEngine(settings: AssistanceSettings): Engine {
  return settings.AI_BASE_URL && settings.AI_MODEL ? onceAsked(settings) : embeddedEngine;
}

/** The model's engine, whose packages are loaded with the first question: no start waits for them. */
function onceAsked(settings: AssistanceSettings): Engine {
  let engine: Promise<Engine> | undefined;
  return {
    name: settings.AI_MODEL,
    refusal: () => null,
    async run(...question) {
      engine ??= import('./model.ts').then(({ modelEngine }) => modelEngine(settings));
      return (await engine).run(...question);
    },
  };
}

export { derived as derivePersona } from './derive-persona.ts';
export { embeddedEngine } from './embedded/index.ts';
export { keyPhrases } from './embedded/phrases.ts';
export type { Engine } from './engine.ts';
export type { Inputs, Operation, Place, Trend } from './operations.ts';
export { lostSpan, type ProtectedSpan, spansOf } from './protected-spans.ts';
export { limitOf, type Quota, readQuota, requirePlan, withinQuota } from './quota.ts';
export { assistanceSettings } from './settings.ts';
export { factsOf, type TrendFacts } from './trend-facts.ts';
