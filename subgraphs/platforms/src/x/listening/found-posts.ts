import { unescapeHtml } from '@tributary/kit/text';
import type { ListenClient } from '../../listen/client.ts';
import { createItem, type Item, type ItemMetrics, NO_AUTHOR } from '../../listen/item.ts';
import { distinct } from '../../listen/links.ts';
import type { ReadOptions } from '../../listen/source.ts';
import { readAs } from '../../vendor-json.ts';
import { type Post, Timeline } from '../api.ts';

/** The price of a post in US dollars. */
export const POST_PRICE = 0.005;
/** Maximum number of posts per request by id. */
const MAX_IDS = 100;
/** Smallest page of the search. */
const LEAST_RESULTS = 10;

/** Fields that requests name, in the vendor's parameters. */
type Fields = Readonly<Record<string, string>>;

/** Reads posts by id, in the given order; null for one that does not exist. */
export async function readPosts(
  client: ListenClient,
  {
    operation,
    ids,
    fields,
  }: { readonly operation: string; readonly ids: readonly string[]; readonly fields: Fields },
  { signal }: ReadOptions,
): Promise<(Item | null)[]> {
  const found = new Map<string, Item>();
  for (let from = 0; from < ids.length; from += MAX_IDS) {
    const some = ids.slice(from, from + MAX_IDS);
    const query = { ids: some.join(','), ...fields };
    const cost = { units: 1, dollars: some.length * POST_PRICE };
    const page = await client.ask({ operation, path: '/2/tweets', query, cost, signal }, readAs(Timeline));
    for (const post of page.data ?? []) {
      const item = toItem(post);
      if (item) found.set(post.id, item);
    }
  }
  return ids.map((id) => found.get(id) ?? null);
}

/**
 * Searches for the replies in the conversation that a post began; recent search knows those of the
 * last seven days. A reply has no conversation of its own.
 */
export async function readReplies(
  client: ListenClient,
  { nativeId, kind }: Item,
  { most, fields }: { readonly most: number; readonly fields: Fields },
  { signal }: ReadOptions,
): Promise<Item[]> {
  if (kind === 'comment') return [];
  const results = Math.max(LEAST_RESULTS, most);
  const query = { query: `conversation_id:${nativeId} is:reply`, max_results: results, ...fields };
  const cost = { units: 1, dollars: results * POST_PRICE };
  const request = { operation: 'replies', path: '/2/tweets/search/recent', query, cost, signal };
  const { data } = await client.ask(request, readAs(Timeline));
  const items = (data ?? []).map(toItem).filter((item) => item !== null);
  return items.slice(0, most);
}

/** Returns the item of a post; null for a repost. */
export function toItem(post: Post): Item | null {
  const references = post.referenced_posts ?? post.referenced_tweets ?? [];
  if (!post.created_at || references.some(({ type }) => type === 'retweeted')) return null;
  const parentId = references.find(({ type }) => type === 'replied_to')?.id ?? null;
  // A post's own entities cover its first 280 characters, those of its note the whole text.
  const note = post.note_post ?? post.note_tweet;
  const { urls = [] } = note?.entities ?? post.entities ?? {};
  return createItem({
    platform: 'x',
    nativeId: post.id,
    url: `https://x.com/i/status/${post.id}`,
    kind: parentId ? 'comment' : 'post',
    text: unescapeHtml(note?.text ?? post.text ?? ''),
    language: post.lang && post.lang !== 'und' ? post.lang : null,
    author: { ...NO_AUTHOR, nativeId: post.author_id ?? null },
    createdAt: new Date(post.created_at),
    parentId,
    rootId: parentId ? (post.conversation_id ?? null) : null,
    metrics: metricsOf(post),
    links: distinct(urls.map(({ expanded_url, url }) => expanded_url ?? url)),
    tags: (post.entities?.hashtags ?? []).flatMap(({ tag }) => tag ?? []),
  });
}

function metricsOf({ public_metrics: metrics }: Post): ItemMetrics {
  return {
    likes: metrics?.like_count ?? null,
    comments: metrics?.reply_count ?? null,
    shares: metrics?.repost_count ?? metrics?.retweet_count ?? null,
    views: metrics?.impression_count ?? null,
  };
}
