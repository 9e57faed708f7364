import { UpstreamError } from '@tributary/kit/http-client';
import { htmlToText } from '@tributary/kit/text';
import { LRUCache } from 'lru-cache';
import { Type } from 'typebox';
import type { ClientServices } from '../listen/client.ts';
import { readCursor } from '../listen/cursor.ts';
import { type FeedEntry, type ParsedFeed, parseFeed } from '../listen/feed.ts';
import { createItem, type Item, NO_AUTHOR } from '../listen/item.ts';
import { linksInHtml } from '../listen/links.ts';
import { hashOf } from '../listen/newest-first.ts';
import type { Batch, ListenPart, ReadOptions } from '../listen/source.ts';
import { fetchFeed } from './fetch-feed.ts';

const MINUTE = 60_000;
/** Shortest and longest time between two readings of a feed. */
const INTERVAL = 10 * MINUTE;
const MAX_TTL = 24 * 60 * MINUTE;
/** Maximum number of entries of a feed that are read. */
const MAX_ENTRIES = 200;
/** Length of a hash in the cursor. */
const HASH = 6;

const FeedCursor = Type.Object({
  /** Where the feed has moved. */
  url: Type.Optional(Type.String()),
  etag: Type.Optional(Type.String()),
  modified: Type.Optional(Type.String()),
  /** Hashes of the entries that have been read, without separators. */
  seen: Type.String(),
  /** Time of the next reading that the feed's `ttl` allows. */
  notBefore: Type.Integer(),
  isGone: Type.Optional(Type.Boolean()),
});

/** Any feed: RSS, Atom, RDF or JSON Feed. */
export const listen: ListenPart<Record<never, never>> = {
  keyless: true,
  requires: 'nothing; a tracker names its feeds',
  retentionDays: null,
  quota: [],
  open({ policy, budget }) {
    const services = { policy, budget };
    const pauses = new LRUCache<string, number>({ max: 1_000 });
    return {
      places: {
        intervalMs: INTERVAL,
        async check(place, { signal }) {
          if (!isFeedUrl(place)) return 'A feed must be an http or https address without a user.';
          try {
            const { document, isGone } = await fetchFeed(place, {}, services, signal);
            if (isGone) return 'The feed is gone for good (410).';
            parseFeed(document ?? '');
            return null;
          } catch (error) {
            if (!(error instanceof UpstreamError) || signal.aborted) throw error;
            return error.fault === 'malformed'
              ? error.message
              : `The feed cannot be read: it ${error.reason}.`;
          }
        },
        async poll(place, cursor, options) {
          if (!isFeedUrl(place))
            throw new UpstreamError('refused', 'The place is not the address of a feed.');
          const { host } = new URL(place);
          const left = (pauses.get(host) ?? 0) - policy.clock();
          if (left > 0) throw new UpstreamError('limited', 'The server asks to wait.', { retryAfter: left });
          try {
            return await readFeed(place, cursor, services, options);
          } catch (error) {
            if (error instanceof UpstreamError && error.retryAfter !== null)
              pauses.set(host, policy.clock() + error.retryAfter);
            throw error;
          }
        },
      },
    };
  },
};

function isFeedUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password && text.length <= 1_000
  );
}

async function readFeed(
  place: string,
  cursor: string | null,
  services: ClientServices,
  { signal }: ReadOptions,
): Promise<Batch> {
  const state = readCursor(FeedCursor, cursor);
  const now = services.policy.clock();
  const nothing = { items: [], deletions: [], more: false };
  if (state?.isGone || (state && state.notBefore > now)) return { ...nothing, cursor: cursor! };
  const url = state?.url ?? place;
  const fetched = await fetchFeed(url, { etag: state?.etag, modified: state?.modified }, services, signal);
  const moved = fetched.url === place || fetched.url.length > 400 ? {} : { url: fetched.url };
  const seen = state?.seen ?? '';
  if (fetched.isGone) return { ...nothing, cursor: JSON.stringify({ seen, notBefore: 0, isGone: true }) };
  if (fetched.document === null)
    return { ...nothing, cursor: JSON.stringify({ ...state, ...moved, notBefore: 0 }) };
  const feed = parseFeed(fetched.document);
  const items = itemsOf(feed, place, now);
  const known = new Set(seen.match(new RegExp(`.{${HASH}}`, 'g')));
  const next = {
    ...moved,
    ...fetched.validators,
    seen: items.map(hashOf).join(''),
    notBefore: feed.ttlMinutes ? now + Math.min(feed.ttlMinutes * MINUTE, MAX_TTL) : 0,
  };
  const fresh = items.filter((item) => !known.has(hashOf(item)));
  return { items: fresh, deletions: [], cursor: JSON.stringify(next), more: false };
}

function itemsOf(feed: ParsedFeed, place: string, now: number): Item[] {
  return feed.entries.slice(0, MAX_ENTRIES).map((entry) => toItem(entry, feed, place, now));
}

function toItem(entry: FeedEntry, feed: ParsedFeed, place: string, now: number): Item {
  const url = absolute(entry.url, place);
  const { author } = entry;
  return createItem({
    platform: 'feeds',
    nativeId: idOf(entry, url, place),
    url: url ?? place,
    kind: 'post',
    title: entry.title === null ? null : htmlToText(entry.title),
    text: htmlToText(entry.html),
    language: entry.language,
    author: author.name
      ? { ...NO_AUTHOR, displayName: author.name, url: absolute(author.url, place) }
      : NO_AUTHOR,
    createdAt: new Date(Math.min(entry.publishedAt?.getTime() ?? now, now)),
    community: feed.title ?? new URL(place).host,
    links: linksInHtml(entry.html),
    tags: entry.tags,
  });
}

/** Returns an id that is unique among all feeds; one that is no URI is unique in its feed only. */
function idOf({ id, title }: FeedEntry, url: string | null, place: string): string {
  if (id && /^[a-z][a-z\d+.-]*:/i.test(id)) return id;
  return id ? `${place}#${id}` : (url ?? `${place}#${title}`);
}

function absolute(url: string | null, base: string): string | null {
  const found = url ? URL.parse(url, base) : null;
  return found && /^https?:$/.test(found.protocol) ? found.href : null;
}
