import type { InboxSearch, InboxSort, InboxStatus } from '../inbox-search.ts';
import { parseInboxSearch } from '../inbox-search.ts';

/** Filters of the graph by the filters of the inbox that set them. */
const FILTERS = {
  tracker: 'trackers',
  intent: 'intent',
  urgency: 'urgency',
  relevance: 'relevance',
  platform: 'source',
  language: 'language',
  competitor: 'competitor',
} as const;
const SORTS: Readonly<Record<string, InboxSort>> = { SCORE: 'score', LIKES: 'likes' };

/** Translates the arguments of a saved view to the state of the inbox, as far as it shows them. */
export function searchOfView(view: { readonly arguments: string }): InboxSearch {
  const {
    filter = {},
    search,
    sort,
  } = JSON.parse(view.arguments) as {
    filter?: Record<string, unknown>;
    search?: string;
    sort?: string;
  };
  const lists = Object.entries(FILTERS).map(([key, name]) => {
    const values = filter[name];
    return [key, Array.isArray(values) ? values.join(',') : undefined];
  });
  return parseInboxSearch({
    ...Object.fromEntries(lists),
    q: search,
    score: filter['minScore'],
    status: statusOf(filter),
    sort: sort && SORTS[sort],
  });
}

function statusOf({ handled, engagementStatus }: Record<string, unknown>): InboxStatus {
  if (handled === false) return 'open';
  if (!Array.isArray(engagementStatus)) return 'all';
  return engagementStatus.includes('DISMISSED') ? 'dismissed' : 'done';
}
