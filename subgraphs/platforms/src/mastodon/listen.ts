import { UpstreamError } from '@tributary/kit/http-client';
import { LRUCache } from 'lru-cache';
import { Type } from 'typebox';
import {
  type ClientServices,
  type ListenClient,
  openListenClient,
  openServerClients,
} from '../listen/client.ts';
import { readCursor } from '../listen/cursor.ts';
import type { Item } from '../listen/item.ts';
import { inParallel } from '../listen/parallel.ts';
import { serverUrl } from '../listen/server-url.ts';
import type { Batch, ItemState, ListenPart, ReadOptions } from '../listen/source.ts';
import { orMissing } from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { InstanceAccess, PublicStatus, PublicStatuses } from './api.ts';
import { endpoint, type settings } from './client.ts';
import { fromStatus } from './items.ts';
import { findStatus, postAt, readReplies } from './lookup.ts';

const INTERVAL = 30_000;
/** Maximum number of statuses per response. */
const PAGE_SIZE = 40;
/** How long the access rules of a server are cached, in milliseconds. */
const ACCESS_LIFETIME = 60 * 60 * 1_000;

/** The id of the newest status that has been read, by server. */
const Positions = Type.Record(Type.String(), Type.String());

type Timeline = 'live_feeds' | 'hashtag_feeds';
/** Which statuses of a timeline everybody can read. */
type Access = 'all' | 'local' | 'remote' | 'none';

/** A server that is read. */
interface Server {
  readonly host: string;
  readonly client: ListenClient;
  access(timeline: Timeline, signal: AbortSignal): Promise<Access>;
}

/**
 * Public timelines of some servers, which see different posts; a tag (`#tea`) at the same servers,
 * or the timeline of another server. A timeline that a server does not show to everybody is not
 * read.
 */
export const listen: ListenPart<typeof settings> = {
  keyless: true,
  requires: 'at least one server in MASTODON_INSTANCES',
  retentionDays: null,
  // Each server allows 300 requests in 5 minutes.
  quota: [{ units: 300, windowMs: 5 * 60_000 }],
  postAt,
  open({ settings, policy, budget }) {
    const urls = settings.MASTODON_INSTANCES.split(',').filter(Boolean);
    if (urls.length === 0) return null;
    const services = { policy, budget };
    const servers = urls.map((url) => openServer(url, openListenClient(endpoint(url), services), services));
    const clientOf = openServerClients(endpoint, services);
    const others = new LRUCache<string, Server>({ max: 500 });
    const serverAt = (url: string) => {
      const known = others.get(url) ?? openServer(url, clientOf(url), services);
      others.set(url, known);
      return known;
    };
    return {
      tail: {
        intervalMs: INTERVAL,
        poll: (cursor, options) =>
          readServers(servers, 'live_feeds', '/api/v1/timelines/public', cursor, options),
      },
      places: {
        intervalMs: 60_000,
        async check(place, { signal }) {
          if (tagOf(place)) return null;
          const url = serverUrl(place);
          if (!url) return '`place` must be a tag such as #tea, or the address of a Mastodon server.';
          try {
            const access = await serverAt(url).access('live_feeds', signal);
            return access === 'none' ? 'This server does not show its timeline to the public.' : null;
          } catch (error) {
            if (error instanceof UpstreamError) return `The server could not be read: it ${error.reason}.`;
            throw error;
          }
        },
        poll(place, cursor, options) {
          const tag = tagOf(place);
          if (tag) {
            const path = `/api/v1/timelines/tag/${encodeURIComponent(tag)}`;
            return readServers(servers, 'hashtag_feeds', path, cursor, options);
          }
          const url = serverUrl(place);
          if (!url) throw new UpstreamError('refused', 'The place is neither a tag nor a server.');
          return readServers([serverAt(url)], 'live_feeds', '/api/v1/timelines/public', cursor, options);
        },
      },
      recheck: (uris, { signal }) => inParallel(uris, 2, (uri) => stateOf(servers, uri, signal)),
      find: (ids, options) => inParallel(ids, 2, (id) => findStatus(clientOf, id, options)),
      comments: (item, most, options) => readReplies(clientOf, item, most, options),
    };
  },
};

function tagOf(place: string): string | null {
  return /^#([\p{L}\p{M}\p{N}_·]{1,100})$/u.exec(place)?.[1] ?? null;
}

function openServer(url: string, client: ListenClient, { policy }: ClientServices): Server {
  const { host } = new URL(url);
  let rules: { value: InstanceRules; until: number } | null = null;
  return {
    host,
    client,
    async access(timeline, signal) {
      if (!rules || rules.until < policy.clock())
        rules = { value: await readRules(client, signal), until: policy.clock() + ACCESS_LIFETIME };
      const { local, remote } = rules.value?.[timeline] ?? {};
      const isOpen = (rule: string | null | undefined) => (rule ?? 'public') === 'public';
      if (isOpen(local)) return isOpen(remote) ? 'all' : 'local';
      return isOpen(remote) ? 'remote' : 'none';
    },
  };
}

type InstanceRules = NonNullable<
  ReturnType<ReturnType<typeof readAs<typeof InstanceAccess>>>['configuration']
>['timelines_access'];

/** Reads what a server shows; one without version 2 of this endpoint predates such rules. */
async function readRules(client: ListenClient, signal: AbortSignal): Promise<InstanceRules> {
  const request = { operation: 'instance', path: '/api/v2/instance', signal };
  const found = await orMissing(() => client.ask(request, readAs(InstanceAccess)));
  return found?.configuration?.timelines_access;
}

/** Reads a timeline at several servers. One that fails does not stop the others. */
async function readServers(
  servers: readonly Server[],
  timeline: Timeline,
  path: string,
  cursor: string | null,
  { signal }: ReadOptions,
): Promise<Batch> {
  const positions = readCursor(Positions, cursor) ?? {};
  const items = new Map<string, Item>();
  const failures: unknown[] = [];
  let more = false;
  for (const server of servers) {
    try {
      const access = await server.access(timeline, signal);
      if (access === 'none') continue;
      const read = await readTimeline(
        server,
        { path, access, after: positions[server.host] ?? null },
        signal,
      );
      for (const item of read.items) if (!items.has(item.nativeId)) items.set(item.nativeId, item);
      if (read.newest) positions[server.host] = read.newest;
      more ||= read.more;
    } catch (error) {
      if (!(error instanceof UpstreamError) || signal.aborted) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0 && failures.length === servers.length) throw failures[0];
  return { items: [...items.values()], deletions: [], cursor: JSON.stringify(positions), more };
}

interface TimelinePage {
  readonly path: string;
  readonly access: Access;
  /** The id after which statuses are wanted, oldest first. */
  readonly after: string | null;
}

async function readTimeline(
  { client, host }: Server,
  { path, access, after }: TimelinePage,
  signal: AbortSignal,
) {
  const query = {
    limit: PAGE_SIZE,
    ...(access === 'all' ? {} : { [access]: 'true' }),
    ...(after === null ? {} : { min_id: after }),
  };
  const request = { operation: 'timeline', path, query, signal };
  const statuses = await client.ask(request, readAs(PublicStatuses));
  const newest = statuses.map(({ id }) => id).reduce<string | null>(later, after);
  const items = statuses.map((status) => fromStatus(status, host)).filter((item) => item !== null);
  return { items, newest, more: after !== null && newest !== after };
}

/** Returns the later of two ids, which are numbers of up to 19 digits. */
function later(one: string | null, other: string): string {
  if (one === null || other.length !== one.length) return (one?.length ?? 0) > other.length ? one! : other;
  return one > other ? one : other;
}

/** Reads a status at its own server, if that is one that is read; null otherwise. */
async function stateOf(
  servers: readonly Server[],
  uri: string,
  signal: AbortSignal,
): Promise<ItemState | null> {
  const url = URL.parse(uri);
  const server = servers.find(({ host }) => host === url?.host);
  const id = /\/statuses\/(\d+)$/.exec(url?.pathname ?? '')?.[1];
  if (!server || !id) return null;
  const request = { operation: 'status', path: `/api/v1/statuses/${id}`, signal };
  const status = await orMissing(() => server.client.ask(request, readAs(PublicStatus)));
  return status ? fromStatus(status, server.host) : 'deleted';
}
