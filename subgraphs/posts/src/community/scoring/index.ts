/**
 * Public interface of the scoring module. Scoring is pure and deterministic: no SQL, GraphQL, clock
 * or network.
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
export { ANALYSIS_VERSION, rulesEngine } from './rules-engine.ts';
