import { enumOf } from '@tributary/platforms';
import { DIMENSION_NAMES } from '../data/counts/community-post-counts.ts';

/** Values of the SDL's enums as the database stores them. */
export const CommunitySource = enumOf('CommunitySource');
export const StoredSource = enumOf('StoredSource');
export const CommunityPostSort = { DATE: 'date', SCORE: 'score', LIKES: 'likes' };
export const SortOrder = { ASC: 'asc', DESC: 'desc' };
export const CommunityPostDimension = Object.fromEntries(
  DIMENSION_NAMES.map((name) => [name.toUpperCase(), name]),
);
export const PostKind = { POST: 'p', COMMENT: 'c' };
export const Intent = {
  BUYING: 'buying',
  PAIN_POINT: 'pain_point',
  QUESTION: 'question',
  COMPARISON: 'comparison',
};
export const Urgency = { HIGH: 'high', MEDIUM: 'medium', LOW: 'low' };
export const BuyingStage = { AWARE: 'aware', EVALUATING: 'evaluating', DECIDING: 'deciding' };
export const RecommendedAction = { ENGAGE: 'engage', MONITOR: 'monitor', IGNORE: 'ignore' };
export const EngagementStatus = { ENGAGED: 'engaged', REPLIED: 'replied', DISMISSED: 'dismissed' };
export const ScoringEngine = { RULES: 'rules', DOCUMENT: 'document' };
export const Relevance = { HIGH: 'high', MEDIUM: 'medium', LOW: 'low' };
export const PostSentiment = { POSITIVE: 'positive', NEGATIVE: 'negative', NEUTRAL: 'neutral' };
export const CorrectedIntent = { ...Intent, NONE: 'none' };
export const PostMediaType = { PHOTO: 'photo', VIDEO: 'video', GIF: 'gif' };
export const PostPart = { TITLE: 'title', BODY: 'text' };
export const MatchOrigin = {
  TAIL: 'tail',
  SEARCH: 'search',
  PLACE: 'place',
  BACKFILL: 'backfill',
  SAMPLE: 'sample',
};
export const TrackerStatus = { ACTIVE: 'active', PAUSED: 'paused' };
export const SourceState = {
  OK: 'ok',
  WAITING: 'waiting',
  FAILING: 'failing',
  UNSUPPORTED: 'unsupported',
  OFF: 'off',
};
