import type { FilterGroups } from './filter/filter-json.ts';
import { CONDITIONS, type Condition } from './filter/mention-condition.ts';

/** Ranges of the charts in days. */
export const RANGES = [7, 30, 90, 365] as const;
const DEFAULT_RANGE = 30;

export const SORTS = {
  DATE: 'Newest first',
  ENGAGEMENT_RATE: 'Highest engagement rate first',
  LIKES: 'Most likes first',
  VIEWS: 'Most views first',
  COMMENTS: 'Most comments first',
  SENTIMENT_SCORE: 'Most positive first',
} as const;
export type MentionSort = keyof typeof SORTS;

/** The state of the page, which the address holds; absent members have their default. */
export interface MentionSearch {
  readonly q?: string;
  /** Id of a dataset; all of them if absent. */
  readonly dataset?: string;
  /** Id of a collection to which the page is limited. */
  readonly collection?: string;
  readonly days?: number;
  readonly sort?: MentionSort;
  readonly filter?: FilterGroups;
}

/** Reads the state from the parameters of the address, without those that are invalid. */
export function parseMentionSearch(parameters: Record<string, unknown>): MentionSearch {
  const text = (key: string) => String(parameters[key] ?? '').trim();
  const found = {
    q: text('q').slice(0, 200),
    dataset: text('dataset'),
    collection: text('collection'),
    days: RANGES.find((days) => days === Number(parameters['days']) && days !== DEFAULT_RANGE),
    sort: (Object.keys(SORTS) as MentionSort[]).find((sort) => sort === text('sort') && sort !== 'DATE'),
    filter: groupsIn(parameters['filter']),
  };
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value)),
  ) as MentionSearch;
}

/** Returns the number of days that the charts show. */
export function rangeOf({ days = DEFAULT_RANGE }: MentionSearch): number {
  return days;
}

function groupsIn(value: unknown): FilterGroups {
  if (!Array.isArray(value)) return [];
  return value
    .map((group) => (Array.isArray(group) ? group.filter(isCondition) : []))
    .filter((group) => group.length > 0);
}

function isCondition(value: unknown): value is Condition {
  if (typeof value !== 'object' || value === null) return false;
  const { type, operator, value: text } = value as Record<string, unknown>;
  if (typeof type !== 'string' || typeof operator !== 'string' || typeof text !== 'string') return false;
  return Object.hasOwn(CONDITIONS, type) && operator in CONDITIONS[type as Condition['type']].operators;
}
