import { hasPhrase, isUuid, type Scope } from '@tributary/kit/postgres';
import { phraseQuery } from '@tributary/kit/text';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';
import type { TimeRange } from './counts/topic-counts.ts';

/** Set-valued filter members, each with the prefix of its tags in `community_posts.tags`. */
const TAGS = {
  source: 'source',
  kind: 'kind',
  intent: 'intent',
  urgency: 'urgency',
  buyingStage: 'stage',
  action: 'action',
  engagementStatus: 'engagement',
  subreddit: 'subreddit',
  author: 'author',
  competitor: 'competitor',
  signal: 'signal',
  language: 'language',
} as const;

/** A set-valued member of the filter. */
export type SetName = keyof typeof TAGS;

const SETS = Object.keys(TAGS) as SetName[];

/**
 * Filter of community posts. Given members are combined with AND, the values of one set with OR; an
 * empty set is ignored.
 */
export type CommunityPostFilter = { readonly [Name in SetName]?: readonly string[] | null } & {
  /** A phrase in the title or body. */
  readonly keyword?: string | null;
  readonly search?: string | null;
  readonly minScore?: number | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly handled?: boolean | null;
  /** A range of time, its end excluded. */
  readonly within?: TimeRange | null;
  /** Ids of trackers. */
  readonly trackers?: readonly string[] | null;
  /** With `trackers`, the relevance for these. */
  readonly relevance?: readonly string[] | null;
  /** Ids of posts. */
  readonly ids?: readonly string[] | null;
};

/** A compiled filter: the values that posts are compared with. */
export interface Conditions {
  readonly minScore: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly handled: boolean | null;
  readonly within: TimeRange | null;
  /** Ids of posts; null for any. */
  readonly ids: readonly string[] | null;
  /** Queries of `phraseQuery`. */
  readonly phrases: readonly (string | null)[];
  /** A post must have at least one tag of each list. */
  readonly tags: readonly (readonly string[])[];
}

/** Compiles a filter; empty strings are ignored. */
export function conditionsOf(filter: CommunityPostFilter): Conditions {
  const { keyword, search, minScore = null, from, to, handled = null, within = null, ids } = filter;
  const sets = SETS.filter((name) => filter[name]?.length);
  return {
    phrases: [keyword, search].filter((text) => text).map((text) => phraseQuery(text!)),
    tags: [
      ...sets.map((name) => filter[name]!.map((value) => `${TAGS[name]}:${value}`)),
      ...matchTags(filter),
    ],
    minScore,
    from: from || null,
    to: to || null,
    handled,
    within,
    ids: ids?.length ? ids.filter(isUuid) : null,
  };
}

/** Returns the tags of matches, one of which a post must have; see `writeMatchTags`. */
function matchTags({ trackers, relevance }: CommunityPostFilter): string[][] {
  const ids = trackers?.map((id) => `tracker:${id}`) ?? [];
  const levels = relevance ?? [];
  if (ids.length === 0) return levels.length === 0 ? [] : [levels.map((level) => `relevance:${level}`)];
  if (levels.length === 0) return [ids];
  return [ids.flatMap((id) => levels.map((level) => `${id}:${level}`))];
}

/** Returns a query of the posts that match the conditions. */
export function filtered(scope: Scope<Tables>, conditions: Conditions) {
  const posts = scope.db.selectFrom('community_posts').where('workspace_id', '=', scope.workspaceId);
  return conditionsSql(conditions).reduce((query, condition) => query.where(condition), posts);
}

/** Returns the conditions on rows of `community_posts`. */
export function conditionsSql({ phrases, tags, ...conditions }: Conditions): Expression<SqlBool>[] {
  const { minScore, from, to, handled, within, ids } = conditions;
  const given = [...phrases.map(hasPhrase), ...tags.map(hasAnyTag)];
  if (minScore != null) given.push(sql<boolean>`score >= ${minScore}`);
  if (from) given.push(sql<boolean>`posted_at >= ${from}::date`);
  if (to) given.push(sql<boolean>`posted_at < ${to}::date + 1`);
  if (within) given.push(sql<boolean>`posted_at >= ${within.from} and posted_at < ${within.to}`);
  if (ids) given.push(ids.length > 0 ? sql<boolean>`id in (${sql.join(ids)})` : sql<boolean>`false`);
  if (handled != null)
    given.push(
      handled ? sql<boolean>`engagement_status is not null` : sql<boolean>`engagement_status is null`,
    );
  return given;
}

/** PostgreSQL lower-cases both sides, so that both follow the same rules. */
function hasAnyTag(anyOf: readonly string[]): Expression<SqlBool> {
  return sql<boolean>`tags && array[${sql.join(anyOf.map((tag) => sql`lower(${tag})`))}]`;
}
