import type { UpstreamOptions } from '@tributary/kit/http-client';
import { requireTogether } from '../required-settings.ts';
import type { Engine } from './assistance-engine.ts';
import { embeddedEngine } from './embedded/index.ts';
import { modelEngine } from './model.ts';
import type { AssistanceSettings } from './settings.ts';

/** Opens the model that the settings name; without one, the embedded rules. */
export function openEngine(
  settings: AssistanceSettings,
  services: Pick<UpstreamOptions, 'metrics' | 'clock'>,
): Engine {
  requireTogether(settings, ['AI_BASE_URL', 'AI_MODEL']);
  return settings.AI_BASE_URL ? modelEngine(settings, services) : embeddedEngine;
}

export type { Engine } from './assistance-engine.ts';
export { derivePersona } from './derive-persona.ts';
export { embeddedEngine } from './embedded/index.ts';
export type { Inputs, Operation, Place, Trend } from './operations.ts';
export { lostSpan, type ProtectedSpan, type SpanKind, spansOf } from './protected-spans.ts';
export { limitOf, type Quota, readQuota, requirePlan, withinQuota } from './quota.ts';
export { assistanceSettings } from './settings.ts';
export { factsOf, type TrendFacts } from './trend-facts.ts';
