import type { JudgingTask } from '@tributary/ai';
import type { Sentiment } from './sentiment-opinion.ts';

/** How the language model judges the sentiment of a mention. */
export const SENTIMENT: JudgingTask<Sentiment> = {
  name: 'sentiment',
  version: 1,
  instructions:
    'Judge the sentiment of the author of each text, in any language. Mind sarcasm, negation, and complaints without emotional words.',
  labels: {
    negative: 'The author is dissatisfied, complains, or criticises.',
    neutral: 'The author states facts, asks, or shows no sentiment; or good and bad are balanced.',
    positive: 'The author is satisfied, praises, or recommends.',
  },
};
