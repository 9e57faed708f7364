import type { ListenClient } from '../listen/client.ts';
import { createItem, type Item, NO_AUTHOR, NO_METRICS } from '../listen/item.ts';
import type { ReadOptions } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { type CommentThread, CommentThreads } from './api.ts';

/** Reads the most relevant comments on a video; a request costs one unit, as one of videos does. */
export async function readComments(
  client: ListenClient,
  videoId: string,
  most: number,
  { signal }: ReadOptions,
): Promise<Item[]> {
  const query = { part: 'snippet', videoId, maxResults: most, order: 'relevance', textFormat: 'plainText' };
  const request = { operation: 'comments', path: '/commentThreads', query, signal };
  const { items } = await client.ask(request, readAs(CommentThreads));
  return (items ?? []).map((thread) => toItem(thread, videoId)).filter((item) => item !== null);
}

function toItem({ snippet: { topLevelComment } }: CommentThread, videoId: string): Item | null {
  const { id, snippet } = topLevelComment;
  if (!snippet.publishedAt) return null;
  return createItem({
    platform: 'youtube',
    nativeId: id,
    url: `https://www.youtube.com/watch?v=${videoId}&lc=${id}`,
    kind: 'comment',
    text: snippet.textDisplay ?? '',
    author: {
      ...NO_AUTHOR,
      handle: snippet.authorDisplayName?.replace(/^@/, '') ?? null,
      url: snippet.authorChannelUrl ?? null,
    },
    createdAt: new Date(snippet.publishedAt),
    parentId: videoId,
    rootId: videoId,
    metrics: { ...NO_METRICS, likes: snippet.likeCount ?? null },
  });
}
