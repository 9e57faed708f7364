/** Which posts are open, done, dismissed, or all of them. */
export const STATUSES = ['open', 'done', 'dismissed', 'all'] as const;
export type InboxStatus = (typeof STATUSES)[number];

export const SORTS = ['newest', 'score', 'likes'] as const;
export type InboxSort = (typeof SORTS)[number];

/** Filters that accept several values, which the address separates by commas. */
export const FILTER_KEYS = [
  'tracker',
  'intent',
  'urgency',
  'relevance',
  'platform',
  'language',
  'competitor',
] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

/** The state of the inbox, which the address holds; absent members have their default. */
export interface InboxSearch extends Partial<Readonly<Record<FilterKey, string>>> {
  readonly q?: string;
  /** Minimum score, 1 to 10. */
  readonly score?: number;
  readonly status?: InboxStatus;
  readonly sort?: InboxSort;
  /** Id of the selected post. */
  readonly post?: string;
}

/** Reads the state from the parameters of the address, without those that are invalid. */
export function parseInboxSearch(parameters: Record<string, unknown>): InboxSearch {
  const text = (key: string) => String(parameters[key] ?? '').trim();
  const score = Number(parameters['score']);
  const found = {
    ...Object.fromEntries([...FILTER_KEYS, 'q', 'post'].map((key) => [key, text(key)])),
    score: score >= 1 && score <= 10 ? score : undefined,
    status: STATUSES.find((status) => status === parameters['status'] && status !== 'open'),
    sort: SORTS.find((sort) => sort === parameters['sort'] && sort !== 'newest'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value)) as InboxSearch;
}

/** Returns the values of a filter. */
export function valuesOf(search: InboxSearch, key: FilterKey): string[] {
  return search[key]?.split(',').filter(Boolean) ?? [];
}
