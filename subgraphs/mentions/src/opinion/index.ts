/** Sentiments by another model, and how they are combined with those of the embedded model. */

export { openSentimentJudge } from './sentiment-judge.ts';
export { readSentiments } from './sentiment-labels.ts';
export { type Sentiment, type SentimentOpinion, withOpinion } from './sentiment-opinion.ts';
export { SENTIMENT } from './sentiment-task.ts';
