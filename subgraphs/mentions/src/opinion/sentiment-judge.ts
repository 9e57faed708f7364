import {
  aiSettings,
  classifierJudge,
  classifierSettings,
  type Judge,
  openClassifier,
  openJudge,
} from '@tributary/ai';
import type { SubgraphServices } from '@tributary/kit';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { LEAST_PROBABILITY } from '../mention.ts';
import { readSentiments } from './sentiment-labels.ts';
import { SENTIMENT } from './sentiment-task.ts';

/**
 * Opens the local classifier, or else the language model; null if neither is configured. Throws an
 * Error that names the variable if the classifier is not usable.
 */
export async function openSentimentJudge({
  config,
  metrics,
  clock,
}: Pick<SubgraphServices<unknown>, 'config' | 'metrics' | 'clock'>): Promise<Judge | null> {
  const classifier = await openClassifier(config.read(classifierSettings));
  if (classifier === null)
    return openJudge(config.read(aiSettings), { metrics: upstreamMetrics(metrics), clock });
  try {
    const meanings = readSentiments(classifier.labels);
    const meaning = { task: SENTIMENT.name, meanings, least: LEAST_PROBABILITY.sentiment };
    return classifierJudge(classifier, meaning, clock);
  } catch (error) {
    await classifier.close();
    throw error;
  }
}
