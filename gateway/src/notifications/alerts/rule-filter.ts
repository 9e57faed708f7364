import type { LoggedEvent } from '@tributary/kit/events';
import { LRUCache } from 'lru-cache';
import type { AlertRule } from '../data/alert-rules.ts';
import { type EventFilter, eventFilter } from '../event-filter.ts';

/** Compiled queries of rules: the same ones are compared with every event. */
const filters = new LRUCache<string, EventFilter>({ max: 1_000 });

/** Returns whether an event matches a rule, apart from its view, which only the graph can check. */
export function matchesRule(
  { types, trackers, query }: Pick<AlertRule, 'types' | 'trackers' | 'query'>,
  event: LoggedEvent,
): boolean {
  if (!types.includes(event.type)) return false;
  if (trackers !== null && !trackers.includes(String(event.payload['trackerId']))) return false;
  return query === null || filterOf(query)(event);
}

function filterOf(query: string): EventFilter {
  const known = filters.get(query);
  if (known) return known;
  const filter = eventFilter(query);
  filters.set(query, filter);
  return filter;
}
