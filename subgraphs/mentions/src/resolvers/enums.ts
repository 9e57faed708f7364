import { enumOf } from '@tributary/platforms';
import { DIMENSIONS } from '../data/counts/mention-figures.ts';
import { EMOTIONS, SENTIMENTS } from '../mention.ts';

/** Values of the SDL's enums as the database stores them. */
export const MentionSource = enumOf('MentionSource');
export const MentionSentiment = lower(SENTIMENTS);
export const Emotion = lower(EMOTIONS);
export const MentionSort = lower([
  'date',
  'likes',
  'engagement_rate',
  'views',
  'comments',
  'shares',
  'sentiment_score',
  'dataset_run_at',
]);
export const SortOrder = lower(['asc', 'desc']);
export const MentionDimension = lower(DIMENSIONS);
export const KeywordOperator = lower(['is', 'is_not']);
export const MentionMetric = lower(['likes', 'views', 'comments', 'engagement_rate']);
export const ChangeDirection = lower(['up', 'down']);
export const RunType = lower(['import', 'prompt', 'url', 'live']);
export const RunStepName = lower(['read', 'collect', 'analyse', 'write']);
export const RunStatus = lower(['pending', 'working', 'completed', 'failed']);

function lower(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value) => [value.toUpperCase(), value]));
}
