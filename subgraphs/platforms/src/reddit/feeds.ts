import { UpstreamError, type UpstreamRequest } from '@tributary/kit/http-client';
import { type ClientServices, openListenClient } from '../listen/client.ts';
import { parseFeed } from '../listen/feed.ts';
import type { Item } from '../listen/item.ts';
import { readNewestFirst } from '../listen/newest-first.ts';
import { searchBatch } from '../listen/search-page.ts';
import type { Source } from '../listen/source.ts';
import { orMissing } from '../statistics/statistics-source.ts';
import { idIn } from './addresses.ts';
import type { RedditSettings } from './client.ts';
import { fromEntry } from './items.ts';
import { placeProblem, subredditOf } from './places.ts';

const MINUTE = 60_000;
/** Entries of a feed; there is no second page. */
const PAGE_SIZE = 25;

/**
 * Opens the source through Reddit's Atom feeds: with the feed token of a person, or anonymously,
 * which Reddit allows once a minute for each address.
 */
export function openFeeds(settings: RedditSettings, services: ClientServices): Source {
  const client = openListenClient({ name: 'reddit-feed', baseUrl: settings.REDDIT_URL }, services);
  const { REDDIT_FEED_TOKEN: feed, REDDIT_FEED_USER: user } = settings;
  const credentials = feed && user ? { feed, user } : null;
  const list = (
    operation: string,
    path: string,
    query: NonNullable<UpstreamRequest['query']>,
    signal: AbortSignal,
  ) => {
    const request = {
      operation,
      path,
      query: { ...query, ...credentials },
      headers: { accept: 'application/atom+xml' },
      answer: 'text' as const,
      // Without a token the budget of a minute is one request.
      cost: { units: credentials ? 1 : ANONYMOUS_UNITS },
      signal,
    };
    return client.ask(request, (body): Item[] =>
      parseFeed(String(body))
        .entries.map(fromEntry)
        .filter((item) => item !== null),
    );
  };
  /** Reads the feed of a post: the post, and its comments; empty if there is no such post. */
  const thread = async (operation: string, name: string, signal: AbortSignal) => {
    const items = await orMissing(() => list(operation, `/comments/${idIn(name)}/.rss`, {}, signal));
    return items?.[0]?.nativeId === name ? items : [];
  };
  return {
    search: {
      intervalMs: credentials ? 5 * MINUTE : 15 * MINUTE,
      pageCost: { units: credentials ? 1 : ANONYMOUS_UNITS },
      pageSize: PAGE_SIZE,
      async search(request, { signal }) {
        const query = { q: request.query, sort: 'new', t: 'week' };
        return searchBatch(await list('search', '/search.rss', query, signal), null, request);
      },
    },
    places: {
      intervalMs: credentials ? MINUTE : 5 * MINUTE,
      check: (place, { signal }) =>
        placeProblem(place, (name) => list('place', `/r/${name}/new/.rss`, {}, signal)),
      poll: (place, cursor, { signal }) =>
        readNewestFirst(cursor, 0, async () => {
          const items = await list('place', `/r/${subredditOf(place)}/new/.rss`, {}, signal);
          return { items, next: null };
        }),
    },
    async find(ids, { signal }) {
      if (ids.some((id) => !id.startsWith('t3_'))) throw new UpstreamError('refused', NO_COMMENTS);
      const found: (Item | null)[] = [];
      for (const id of ids) found.push((await thread('find', id, signal))[0] ?? null);
      return found;
    },
    async comments({ nativeId, kind }, most, { signal }) {
      if (kind === 'comment') return [];
      return (await thread('comments', nativeId, signal)).slice(1, 1 + most);
    },
  };
}

/** A comment has no feed of its own; "not found" would erase the mention of one that exists. */
const NO_COMMENTS = 'A single comment can only be read with REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET.';
/** Units of Reddit's budget of 100 a minute that an anonymous request takes. */
const ANONYMOUS_UNITS = 100;
