import { UpstreamError } from '@tributary/kit/http-client';
import { type ClientServices, type ListenClient, openListenClient } from '../listen/client.ts';
import { searchBatch } from '../listen/search-page.ts';
import type { Search } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { FoundPosts, Session } from './api.ts';
import { type BlueskySettings, endpoint } from './client.ts';
import { fromPost } from './jetstream/items.ts';

const PAGE_SIZE = 100;
const SEARCH = '/xrpc/app.bsky.feed.searchPosts';
/** An access token is valid for two hours and renewed after one. */
const LIFETIME = 60 * 60 * 1_000;

/** Opens the search for earlier posts, which a PDS allows its own accounts only. */
export function openSearch(settings: BlueskySettings, services: ClientServices): Search | undefined {
  const { BLUESKY_IDENTIFIER: identifier, BLUESKY_APP_PASSWORD: password, BLUESKY_PDS_URL } = settings;
  if (!identifier || !password) return undefined;
  const client = openListenClient({ ...endpoint(BLUESKY_PDS_URL), classify }, services);
  const { clock } = services.policy;
  let session: { token: string; until: number } | null = null;
  const tokenOf = async (signal: AbortSignal) => {
    if (session && session.until > clock()) return session.token;
    const { accessJwt } = await signIn(client, { identifier, password }, signal);
    session = { token: accessJwt, until: clock() + LIFETIME };
    return accessJwt;
  };
  return {
    intervalMs: 15 * 60_000,
    pageCost: { units: 1 },
    pageSize: PAGE_SIZE,
    async search(request, { signal }) {
      const query = {
        q: request.query,
        sort: 'latest',
        since: request.since.toISOString(),
        limit: PAGE_SIZE,
        ...(request.cursor ? { cursor: request.cursor } : {}),
      };
      const headers = { authorization: `Bearer ${await tokenOf(signal)}` };
      const asked = { operation: 'search', path: SEARCH, query, headers, signal };
      const { posts, cursor } = await client.ask(asked, readAs(FoundPosts)).catch((error: unknown) => {
        if (error instanceof UpstreamError && error.fault === 'credentials') session = null;
        throw error;
      });
      const items = posts.map(fromPost).filter((item) => item !== null);
      return searchBatch(items, cursor ?? null, request);
    },
  };
}

/** An expired token is answered with 400, as invalid input is. */
function classify(status: number, body: unknown) {
  const { error } = (body ?? {}) as { error?: unknown };
  return status === 400 && error === 'ExpiredToken' ? ('credentials' as const) : undefined;
}

function signIn(client: ListenClient, body: object, signal: AbortSignal) {
  const path = '/xrpc/com.atproto.server.createSession';
  const request = { operation: 'session', method: 'POST' as const, path, body, signal };
  return client.ask(request, readAs(Session));
}
