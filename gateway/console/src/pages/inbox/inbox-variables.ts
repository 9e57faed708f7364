import type { InboxVariables } from './inbox-operations.ts';
import { type InboxSearch, type InboxSort, valuesOf } from './inbox-search.ts';

type Filter = NonNullable<InboxVariables['filter']>;

const SORT_OF: Readonly<Record<InboxSort, InboxVariables['sort']>> = {
  newest: 'DATE',
  score: 'SCORE',
  likes: 'LIKES',
};

const STATUS_FILTERS = {
  open: { handled: false },
  done: { engagementStatus: ['ENGAGED', 'REPLIED'] },
  dismissed: { engagementStatus: ['DISMISSED'] },
  all: {},
} as const;

/** Translates the state of the inbox to arguments of the graph. */
export function variablesOf(search: InboxSearch): InboxVariables {
  const lists = {
    trackers: valuesOf(search, 'tracker'),
    intent: valuesOf(search, 'intent'),
    urgency: valuesOf(search, 'urgency'),
    relevance: valuesOf(search, 'relevance'),
    source: valuesOf(search, 'platform'),
    language: valuesOf(search, 'language'),
    competitor: valuesOf(search, 'competitor'),
  };
  const chosen = Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length > 0));
  return {
    filter: {
      ...chosen,
      ...STATUS_FILTERS[search.status ?? 'open'],
      ...(search.score ? { minScore: search.score } : {}),
    } as Filter,
    sort: SORT_OF[search.sort ?? 'newest'],
    ...(search.q ? { search: search.q } : {}),
  };
}
