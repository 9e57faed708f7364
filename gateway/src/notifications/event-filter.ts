import { invalidInput } from '@tributary/kit';
import type { LoggedEvent } from '@tributary/kit/events';
import { compileQuery, matches, parseQuery, readItem } from '@tributary/listening';

/** Decides whether an event matches. */
export type EventFilter = (event: LoggedEvent) => boolean;

/**
 * Returns a filter of events by a query of the language in `docs/query-language.md`, which searches
 * the text of an event; events without a text do not match. Throws INVALID_INPUT, naming the field,
 * for an invalid query.
 */
export function eventFilter(text: string, field = 'query'): EventFilter {
  const { query, error } = parseQuery(text);
  if (error) throw invalidInput(field, error.message);
  const plan = compileQuery(query);
  return ({ payload }) => {
    const textOf = (name: string) => (typeof payload[name] === 'string' ? payload[name] : null);
    const body = textOf('text');
    if (body === null) return false;
    const item = readItem({
      title: textOf('title') ?? '',
      text: body,
      author: textOf('author'),
      url: textOf('url'),
      links: [],
      source: textOf('source') ?? '',
      community: null,
      language: null,
      kind: 'post',
      hasMedia: false,
      score: null,
    });
    return matches(plan, item);
  };
}
