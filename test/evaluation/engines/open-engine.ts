import { aiSettings, openModel } from '@tributary/ai';
import { type Config, readConfig } from '@tributary/kit/host';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { Registry } from 'prom-client';
import { embedded } from './embedded.ts';
import type { Engine } from './engine.ts';
import { languageModelEngine } from './language-model.ts';

/** Names of the engines; the first is the default. */
export const ENGINES = ['embedded', 'language-model'] as const;

/** Opens an engine by its name. Throws an Error if there is none, or if it is not configured. */
export function openEngine(name: string, config: Config = readConfig()): Engine {
  if (name === 'embedded') return embedded;
  if (name !== 'language-model')
    throw new Error(`--engine must be one of ${ENGINES.join(', ')}, got "${name}".`);
  const services = { metrics: upstreamMetrics(new Registry()), clock: Date.now };
  const model = openModel(config.read(aiSettings), services);
  if (model === null) throw new Error('--engine language-model needs AI_BASE_URL and AI_MODEL.');
  return languageModelEngine(model);
}
