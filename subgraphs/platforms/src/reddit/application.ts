import { UpstreamError } from '@tributary/kit/http-client';
import { type ClientServices, openListenClient } from '../listen/client.ts';
import type { Item } from '../listen/item.ts';
import { readNewestFirst } from '../listen/newest-first.ts';
import { searchBatch } from '../listen/search-page.ts';
import type { ItemState, Source } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { idIn } from './addresses.ts';
import { Listing, type Thing, Thread, Token } from './api.ts';
import type { RedditSettings } from './client.ts';
import { fromThing, isGone } from './items.ts';
import { placeProblem, subredditOf } from './places.ts';

const PAGE_SIZE = 100;
/** A token is renewed this long before it expires, in milliseconds. */
const MARGIN = 60_000;

/** Opens the source through Reddit's API, with the token of an application. */
export function openApplication(settings: RedditSettings, services: ClientServices): Source {
  const client = openListenClient({ name: 'reddit', baseUrl: settings.REDDIT_API_URL }, services);
  const tokenOf = openTokens(settings, services);
  const requestOf = async (
    operation: string,
    path: string,
    query: Record<string, string | number>,
    signal: AbortSignal,
  ) => {
    const headers = { authorization: `Bearer ${await tokenOf(signal)}` };
    return { operation, path, query: { limit: PAGE_SIZE, raw_json: 1, ...query }, headers, signal };
  };
  const list = async (...asked: Parameters<typeof requestOf>) => {
    const { data } = await client.ask(await requestOf(...asked), readAs(Listing));
    const things = data.children.map((child) => child.data);
    return { things, items: things.map(fromThing).filter((item) => item !== null), next: data.after ?? null };
  };
  return {
    search: {
      intervalMs: 5 * 60_000,
      pageCost: { units: 1 },
      pageSize: PAGE_SIZE,
      async search(request, { signal }) {
        const query = { q: request.query, sort: 'new', t: 'week', type: 'link', ...after(request.cursor) };
        const { items, next } = await list('search', '/search', query, signal);
        return searchBatch(items, next, request);
      },
    },
    places: {
      intervalMs: 60_000,
      check: (place, { signal }) =>
        placeProblem(place, (name) => list('place', `/r/${name}/new`, { limit: 1 }, signal)),
      poll: (place, cursor, { signal }) =>
        readNewestFirst(cursor, 0, async (page) => {
          const { items, things, next } = await list(
            'place',
            `/r/${subredditOf(place)}/new`,
            after(page),
            signal,
          );
          return { items, next, deletions: things.filter(isGone).map(({ name }) => ({ nativeId: name })) };
        }),
    },
    async recheck(ids, { signal }) {
      const items = await readByName(list, 'recheck', ids, signal);
      return items.map((item): ItemState => item ?? 'deleted');
    },
    find: (ids, { signal }) => readByName(list, 'find', ids, signal),
    async comments({ nativeId, kind }, most, { signal }) {
      if (kind === 'comment') return [];
      const path = `/comments/${idIn(nativeId)}`;
      const request = await requestOf('comments', path, { limit: most, depth: 1, sort: 'top' }, signal);
      const [, comments] = await client.ask(request, readAs(Thread));
      const items = comments?.data.children.map((child) => fromThing(child.data)) ?? [];
      return items.filter((item) => item !== null).slice(0, most);
    },
  };
}

/** Reads posts and comments by their full names; null for one that is gone. */
async function readByName(
  list: (
    operation: string,
    path: string,
    query: Record<string, string | number>,
    signal: AbortSignal,
  ) => Promise<{ readonly things: readonly Thing[] }>,
  operation: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<(Item | null)[]> {
  const found = new Map<string, Thing>();
  for (let from = 0; from < names.length; from += PAGE_SIZE) {
    const id = names.slice(from, from + PAGE_SIZE).join(',');
    const { things } = await list(operation, '/api/info', { id }, signal);
    for (const thing of things) found.set(thing.name, thing);
  }
  return names.map((name) => {
    const thing = found.get(name);
    return thing ? fromThing(thing) : null;
  });
}

function after(page: string | null): Record<string, string> {
  return page === null ? {} : { after: page };
}

/** Returns a function that supplies a valid token, renewed when it expires. */
function openTokens(
  settings: RedditSettings,
  services: ClientServices,
): (signal: AbortSignal) => Promise<string> {
  const client = openListenClient({ name: 'reddit-token', baseUrl: settings.REDDIT_URL }, services);
  const { clock } = services.policy;
  const pair = `${settings.REDDIT_CLIENT_ID}:${settings.REDDIT_CLIENT_SECRET}`;
  let current: { token: string; until: number } | null = null;
  return async (signal) => {
    if (current && current.until > clock()) return current.token;
    const request = {
      operation: 'token',
      method: 'POST' as const,
      path: '/api/v1/access_token',
      headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
      payload: { contentType: 'application/x-www-form-urlencoded', bytes: 'grant_type=client_credentials' },
      signal,
    };
    const asked = clock();
    const { access_token, expires_in } = await client.ask(request, (body) => {
      if (body && typeof body === 'object' && 'error' in body)
        throw new UpstreamError('credentials', 'Reddit does not know this application.');
      return readAs(Token)(body);
    });
    current = { token: access_token, until: asked + expires_in * 1_000 - MARGIN };
    return access_token;
  };
}
