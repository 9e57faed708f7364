/**
 * Listening: the query language of trackers, its readings in memory, in PostgreSQL and as search
 * strings of vendors, and the runner that follows sources and logs matches.
 */

export type { BackfillPlan } from './backfill/plan-backfill.ts';
export { type BackfillProgress, loadBackfillProgress, putBackfills } from './data/backfills.ts';
export { type Follower, followQuery } from './data/followers.ts';
export type { Delivery, Origin, SourceFailure } from './data/matches.ts';
export { type ListeningQuery, registerQuery, retireQuery, unfollowQuery } from './data/queries.ts';
export { type QueryColumns, queryCondition } from './data/query-condition.ts';
export { findRetentionRules, setRetentionRule } from './data/retention-rules.ts';
export { recordSeen } from './data/seen.ts';
export type { Consumer } from './data/tables.ts';
export type { HealthQuery, OperatorSource, SourceHealth, SourceState } from './health.ts';
export { type ListeningClient, openListeningClient } from './listening-client.ts';
export { Matcher, type QueryMatch } from './matcher/matcher.ts';
export { compileQuery, type Plan } from './matching/compile.ts';
export { type FoundItem, findMatches } from './matching/find-matches.ts';
export { matches } from './matching/match.ts';
export { type Item, type ReadItem, readItem } from './matching/read-item.ts';
export { type MatchedSpan, type MatchReasons, matchReasons } from './matching/reasons.ts';
export { type ListeningServices, openListening } from './open-listening.ts';
export type { And, Field, FieldName, Near, Not, Or, QueryNode, Term } from './query/ast.ts';
export { type Completion, completions } from './query/completions.ts';
export type { QueryError } from './query/error.ts';
export { withoutExclusions } from './query/exclusions.ts';
export { LONGEST_QUERY, MOST_TERMS, type ParsedQuery, parseQuery } from './query/parser.ts';
export { printQuery } from './query/print.ts';
export { type PromptBrand, promptQuery } from './query/prompt.ts';
export { keywordQuery } from './query/term.ts';
export { type DeletedPart, type DeletedTo, retentionJob } from './retention/retention-job.ts';
export { MOST_RETENTION_DAYS, retentionOf } from './retention/retention-rules.ts';
export { failureOf } from './runner/outcome.ts';
export { listeningSchema } from './schema.ts';
export { listeningSettings } from './settings.ts';
export type { Refusal, SearchPlan, SourceReader } from './source-reader.ts';
export { listSourceStates } from './source-states.ts';
export { type DeliveryStore, takeDeliveries } from './take-deliveries.ts';
export { DIALECTS, type DialectName } from './vendors/dialects.ts';
export type { Dialect } from './vendors/search-dialect.ts';
export { type SearchStrings, searchStrings } from './vendors/search-strings.ts';
