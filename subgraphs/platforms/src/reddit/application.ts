import { UpstreamError } from '@tributary/kit/http-client';
import { type ClientServices, openListenClient } from '../listen/client.ts';
import { readNewestFirst } from '../listen/newest-first.ts';
import { searchBatch } from '../listen/search-page.ts';
import type { ItemState, Source } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { Listing, type Thing, Token } from './api.ts';
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
  const list = async (
    operation: string,
    path: string,
    query: Record<string, string | number>,
    signal: AbortSignal,
  ) => {
    const headers = { authorization: `Bearer ${await tokenOf(signal)}` };
    const full = { limit: PAGE_SIZE, raw_json: 1, ...query };
    const { data } = await client.ask({ operation, path, query: full, headers, signal }, readAs(Listing));
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
      const found = new Map<string, Thing>();
      for (let from = 0; from < ids.length; from += PAGE_SIZE) {
        const id = ids.slice(from, from + PAGE_SIZE).join(',');
        const { things } = await list('recheck', '/api/info', { id }, signal);
        for (const thing of things) found.set(thing.name, thing);
      }
      return ids.map((id): ItemState => {
        const thing = found.get(id);
        return (thing && fromThing(thing)) ?? 'deleted';
      });
    },
  };
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
