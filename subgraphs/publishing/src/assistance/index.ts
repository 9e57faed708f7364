import { embeddedEngine } from './embedded/index.ts';
import type { Engine } from './engine.ts';
import { modelEngine } from './model.ts';
import type { AssistanceSettings } from './settings.ts';

/** The model that the settings name; without one, rules. */
export function openEngine(settings: AssistanceSettings): Engine {
  return settings.AI_BASE_URL && settings.AI_MODEL ? modelEngine(settings) : embeddedEngine;
}

export { embeddedEngine } from './embedded/index.ts';
export { keyPhrases } from './embedded/phrases.ts';
export type { Engine } from './engine.ts';
export type { Inputs, Operation, Place, Trend } from './operations.ts';
export { limitOf, type Quota, readQuota, withinQuota } from './quota.ts';
export { assistanceSettings } from './settings.ts';
