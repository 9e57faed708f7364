/** Sentiments by the language model, and how they are combined with those of the embedded model. */

export { type Sentiment, type SentimentOpinion, withOpinion } from './sentiment-opinion.ts';
export { SENTIMENT } from './sentiment-task.ts';
