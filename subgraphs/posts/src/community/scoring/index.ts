/**
 * The scoring room's door. Pure: no SQL, no GraphQL, no clock, no network; the same post always
 * scores the same.
 */
export type {
  Action,
  Analysis,
  BuyingStage,
  Intent,
  ScorablePost,
  ScoringEngine,
  ScoringOptions,
  Signal,
  Urgency,
} from './analysis.ts';
export { ANALYSIS_VERSION, rulesEngine } from './engine.ts';
