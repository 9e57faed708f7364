import { unescapeHtml } from '@tributary/kit/text';
import { postIdAt } from '../address-rules.ts';
import { type ListenClient, openListenClient } from '../listen/client.ts';
import { createItem, type Item, NO_AUTHOR } from '../listen/item.ts';
import { distinct, linksInText } from '../listen/links.ts';
import { searchBatch } from '../listen/search-page.ts';
import type { ItemState, ListenPart } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { addresses } from './addresses.ts';
import { FoundVideoIds, type ListedVideo, ListedVideos } from './api.ts';
import { endpoint, type settings } from './client.ts';
import { readComments } from './comments.ts';

const DAY = 24 * 60 * 60 * 1_000;
const PAGE_SIZE = 50;
/** YouTube allows 100 searches a day beside 10,000 units for everything else. */
const SEARCH_COST = { units: 100 };

/** Videos by search, with their descriptions and counts. */
export const listen: ListenPart<typeof settings> = {
  keyless: false,
  requires: 'YOUTUBE_KEY, a free key of the YouTube Data API',
  retentionDays: 30,
  quota: [{ units: 10_000, windowMs: DAY }],
  postAt: (url) => postIdAt(addresses, url),
  open({ settings, policy, budget }) {
    if (!settings.YOUTUBE_KEY) return null;
    const client = openListenClient(endpoint(settings), { policy, budget });
    return {
      search: {
        intervalMs: 60 * 60_000,
        pageCost: SEARCH_COST,
        pageSize: PAGE_SIZE,
        async search(request, { signal }) {
          const query = {
            part: 'snippet',
            type: 'video',
            order: 'date',
            maxResults: PAGE_SIZE,
            q: request.query,
            publishedAfter: request.since.toISOString(),
            ...(request.cursor ? { pageToken: request.cursor } : {}),
          };
          const asked = { operation: 'search', path: '/search', query, cost: SEARCH_COST, signal };
          const { items, nextPageToken } = await client.ask(asked, readAs(FoundVideoIds));
          const ids = (items ?? []).flatMap((each) => each.id?.videoId ?? []);
          const videos = await readVideos(client, ids, signal);
          const found = ids.map((id) => videos.get(id)).filter((item) => item !== undefined);
          return searchBatch(found, nextPageToken ?? null, request);
        },
      },
      async recheck(ids, { signal }) {
        const videos = await readPages(client, ids, signal);
        return ids.map((id): ItemState => videos.get(id) ?? 'deleted');
      },
      async find(ids, { signal }) {
        const videos = await readPages(client, ids, signal);
        return ids.map((id) => videos.get(id) ?? null);
      },
      comments: ({ nativeId }, most, options) => readComments(client, nativeId, most, options),
    };
  },
};

/** Reads videos by id, in as few requests as possible. */
async function readPages(
  client: ListenClient,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Item>> {
  const videos = new Map<string, Item>();
  for (let from = 0; from < ids.length; from += PAGE_SIZE)
    for (const [id, item] of await readVideos(client, ids.slice(from, from + PAGE_SIZE), signal))
      videos.set(id, item);
  return videos;
}

async function readVideos(
  client: ListenClient,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Item>> {
  if (ids.length === 0) return new Map();
  const query = { part: 'snippet,statistics', id: ids.join(','), maxResults: PAGE_SIZE };
  const { items } = await client.ask(
    { operation: 'videos', path: '/videos', query, signal },
    readAs(ListedVideos),
  );
  const found = (items ?? []).map(toItem).filter((item) => item !== null);
  return new Map(found.map((item) => [item.nativeId, item]));
}

function toItem({ id, snippet, statistics }: ListedVideo): Item | null {
  const { publishedAt, title, description, channelId, channelTitle, thumbnails } = snippet;
  if (!publishedAt) return null;
  const picture = thumbnails?.high?.url;
  return createItem({
    platform: 'youtube',
    nativeId: id,
    url: `https://www.youtube.com/watch?v=${id}`,
    kind: 'post',
    title: title ?? null,
    text: description ?? '',
    language: snippet.defaultAudioLanguage ?? snippet.defaultLanguage ?? null,
    author: {
      ...NO_AUTHOR,
      nativeId: channelId ?? null,
      displayName: channelTitle ? unescapeHtml(channelTitle) : null,
      url: channelId ? `https://www.youtube.com/channel/${channelId}` : null,
    },
    createdAt: new Date(publishedAt),
    metrics: {
      views: statistics?.viewCount ?? null,
      likes: statistics?.likeCount ?? null,
      comments: statistics?.commentCount ?? null,
      shares: null,
    },
    media: picture ? [{ type: 'photo', url: picture, alt: null }] : [],
    links: distinct(linksInText(description ?? '')),
    tags: snippet.tags ?? [],
  });
}
