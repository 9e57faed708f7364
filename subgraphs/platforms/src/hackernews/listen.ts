import { Type } from 'typebox';
import { type ListenClient, openListenClient } from '../listen/client.ts';
import { readCursor } from '../listen/cursor.ts';
import type { Deletion, Item } from '../listen/item.ts';
import { inParallel } from '../listen/parallel.ts';
import { numberedBatch, pageNumber } from '../listen/search-page.ts';
import type { Batch, ItemState, ListenPart, ReadOptions, SearchRequest } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { type FirebaseItem, Hits, MaxItem, MaybeItem, Updates } from './api.ts';
import type { settings } from './client.ts';
import { fromFirebase, fromHit } from './items.ts';
import { postAt, readComments } from './lookup.ts';

const INTERVAL = 15_000;
/** Number of the newest items that the first reading delivers. */
const FIRST_ITEMS = 50;
/** Maximum number of items per reading. */
const MAX_ITEMS = 200;
/** Requests at the same time. */
const PARALLEL = 8;
/** Changed items are looked at for deletions in every fourth reading, once a minute. */
const CHANGES_EVERY = 4;
/** Maximum number of changed items that are looked at. */
const MAX_CHANGED = 100;
/** How often an item that is null is requested again, and how many of them are remembered. */
const MAX_ATTEMPTS = 20;
const MAX_MISSING = 100;
/** Results per page of the search; it returns at most 1,000 in all. */
const PAGE_SIZE = 100;

const TailCursor = Type.Object({
  /** The last id that has been read. */
  id: Type.Integer(),
  /** Items that were null, with the number of attempts: some appear later than items after them. */
  missing: Type.Array(Type.Tuple([Type.Integer(), Type.Integer()])),
  /** Number of readings since the changed items were looked at. */
  turn: Type.Integer(),
});

/** New items by their ids from the Firebase API; earlier ones from the Algolia search. */
export const listen: ListenPart<typeof settings> = {
  keyless: true,
  requires: 'nothing',
  retentionDays: null,
  // The Firebase API states no limit; 10,000 requests an hour are the courtesy of Algolia.
  quota: [{ units: 10_000, windowMs: 60 * 60 * 1_000 }],
  postAt,
  open({ settings, policy, budget }) {
    const services = { policy, budget };
    const firebase = openListenClient({ name: 'hackernews', baseUrl: settings.HACKERNEWS_URL }, services);
    const algolia = openListenClient(
      { name: 'hackernews-search', baseUrl: settings.HACKERNEWS_SEARCH_URL },
      services,
    );
    return {
      tail: { intervalMs: INTERVAL, poll: (cursor, options) => readTail(firebase, cursor, options) },
      search: {
        intervalMs: 5 * 60_000,
        pageCost: { units: 1 },
        pageSize: PAGE_SIZE,
        search: (request, options) => readSearch(algolia, request, options),
      },
      recheck: (ids, { signal }) =>
        inParallel(ids, PARALLEL, async (id) => stateOf(await readItem(firebase, id, signal))),
      find: (ids, { signal }) =>
        inParallel(ids, PARALLEL, async (id) => {
          const item = await readItem(firebase, id, signal);
          return item && fromFirebase(item);
        }),
      comments: (item, most, options) => readComments(algolia, item, most, options),
    };
  },
};

async function readTail(
  client: ListenClient,
  cursor: string | null,
  { signal }: ReadOptions,
): Promise<Batch> {
  const request = { operation: 'newest', path: '/v0/maxitem.json', signal };
  const newest = await client.ask(request, readAs(MaxItem));
  const state = readCursor(TailCursor, cursor) ?? {
    id: Math.max(0, newest - FIRST_ITEMS),
    missing: [],
    turn: 0,
  };
  const last = Math.min(newest, state.id + MAX_ITEMS);
  const attempts = new Map(state.missing);
  const fresh = Array.from({ length: Math.max(0, last - state.id) }, (_, at) => state.id + 1 + at);
  const ids = [...attempts.keys(), ...fresh];
  const read = await inParallel(ids, PARALLEL, (id) => readItem(client, String(id), signal));
  const items: Item[] = [];
  const deletions: Deletion[] = [];
  const missing: [number, number][] = [];
  for (const [at, id] of ids.entries()) {
    const item = read[at]!;
    const attempt = (attempts.get(id) ?? 0) + 1;
    if (item === null) {
      if (attempt < MAX_ATTEMPTS) missing.push([id, attempt]);
    } else add(item, items, deletions);
  }
  const more = last < newest;
  const turn = (state.turn + 1) % CHANGES_EVERY;
  if (turn === 0) deletions.push(...(await changedDeletions(client, last, signal)));
  const next = { id: Math.max(last, state.id), missing: missing.slice(-MAX_MISSING), turn };
  return { items, deletions, cursor: JSON.stringify(next), more };
}

function add(item: FirebaseItem, items: Item[], deletions: Deletion[]): void {
  const found = fromFirebase(item);
  if (found) items.push(found);
  else if (item.deleted || item.dead) deletions.push({ nativeId: item.id });
}

/** Finds deletions among the items that the vendor lists as changed. */
async function changedDeletions(
  client: ListenClient,
  last: number,
  signal: AbortSignal,
): Promise<Deletion[]> {
  const request = { operation: 'updates', path: '/v0/updates.json', signal };
  const { items } = await client.ask(request, readAs(Updates));
  const ids = items.filter((id) => id <= last).slice(0, MAX_CHANGED);
  const read = await inParallel(ids, PARALLEL, (id) => readItem(client, String(id), signal));
  return read.flatMap((item) => (item?.deleted || item?.dead ? [{ nativeId: item.id }] : []));
}

function readItem(client: ListenClient, id: string, signal: AbortSignal): Promise<FirebaseItem | null> {
  const request = { operation: 'item', path: `/v0/item/${encodeURIComponent(id)}.json`, signal };
  return client.ask(request, readAs(MaybeItem));
}

function stateOf(item: FirebaseItem | null): ItemState | null {
  if (item === null || item.deleted || item.dead) return 'deleted';
  return fromFirebase(item);
}

async function readSearch(
  client: ListenClient,
  request: SearchRequest,
  { signal }: ReadOptions,
): Promise<Batch> {
  const query = {
    query: request.query,
    // A comma between tags means AND, parentheses mean OR.
    tags: '(story,comment,poll)',
    advancedSyntax: 'true',
    numericFilters: `created_at_i>=${Math.floor(request.since.getTime() / 1_000)}`,
    hitsPerPage: PAGE_SIZE,
    page: pageNumber(request.cursor, 0),
  };
  const path = '/api/v1/search_by_date';
  const { hits, nbPages } = await client.ask({ operation: 'search', path, query, signal }, readAs(Hits));
  const items = hits.map(fromHit).filter((item) => item !== null);
  return numberedBatch(items, query.page + 1 < nbPages ? query.page + 1 : null, request);
}
