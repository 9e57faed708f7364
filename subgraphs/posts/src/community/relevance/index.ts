/**
 * How relevant a match is for its tracker: rules, and a model that learns from corrections. Pure:
 * no SQL, GraphQL, clock or network.
 */
export { judge } from './judge.ts';
export { type Example, LABELS, type LearnedModel, trainModel } from './learned-model.ts';
export { type JudgedWords, type Opinion, RELEVANCE, relevanceContext, wordsHash } from './opinion.ts';
export { featuresOf } from './post-features.ts';
export { foundWords, type JudgedPost, type Judgement, type Relevance } from './relevance.ts';
export { applyRules } from './relevance-rules.ts';
export { type TrackerWords, trackerWords } from './tracker-words.ts';
