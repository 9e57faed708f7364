import { aiSettings, classifierSettings, openClassifier, openModel } from '@tributary/ai';
import { type Config, readConfig } from '@tributary/kit/host';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { Registry } from 'prom-client';
import { embedded } from './embedded.ts';
import type { Engine } from './engine.ts';
import { languageModelEngine } from './language-model.ts';
import { onnxEngine } from './onnx.ts';

const OPENERS = {
  embedded: async () => embedded,
  async 'language-model'(config: Config) {
    const services = { metrics: upstreamMetrics(new Registry()), clock: Date.now };
    const model = openModel(config.read(aiSettings), services);
    if (model === null) throw new Error('--engine language-model needs AI_BASE_URL and AI_MODEL.');
    return languageModelEngine(model);
  },
  async onnx(config: Config) {
    const classifier = await openClassifier(config.read(classifierSettings));
    if (classifier === null) throw new Error('--engine onnx needs ANALYSIS_MODEL_DIR.');
    return onnxEngine(classifier);
  },
} as const satisfies Record<string, (config: Config) => Promise<Engine>>;

/** The engine that is measured unless another is named. */
export const DEFAULT_ENGINE = 'embedded';

/** Opens an engine by its name. Throws an Error if there is none, or if it is not configured. */
export async function openEngine(name: string, config: Config = readConfig()): Promise<Engine> {
  if (!Object.hasOwn(OPENERS, name))
    throw new Error(`--engine must be one of ${Object.keys(OPENERS).join(', ')}, got "${name}".`);
  return OPENERS[name as keyof typeof OPENERS](config);
}
