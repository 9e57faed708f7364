import { UpstreamError } from '@tributary/kit/http-client';
import { postIdAt } from '../address-rules.ts';
import { type ListenClient, openListenClient } from '../listen/client.ts';
import type { Item, ItemMetrics } from '../listen/item.ts';
import type { ItemState, ListenPart, ReadOptions } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { addresses } from './addresses.ts';
import { type Actor, type Post, Posts, Profiles } from './api.ts';
import { endpoint, type settings } from './client.ts';
import { postUrl } from './jetstream/items.ts';
import { openJetstream } from './jetstream/stream.ts';
import { findPosts, listOf, readReplies } from './lookup.ts';
import { openSearch } from './search.ts';

/** The public AppView, which needs no key. */
const PUBLIC_APPVIEW = 'https://public.api.bsky.app';
/** Maximum number of actors or posts per request. */
const MAX_IDS = 25;

/**
 * New posts from Jetstream, completed with handles and counts from the AppView; earlier posts by
 * search, with an account. Bluesky asks services to follow the stream instead of searching.
 */
export const listen: ListenPart<typeof settings> = {
  keyless: true,
  requires: 'nothing; BLUESKY_IDENTIFIER and BLUESKY_APP_PASSWORD to search for earlier posts',
  retentionDays: null,
  quota: [{ units: 3_000, windowMs: 5 * 60 * 1_000 }],
  postAt: (url) => postIdAt(addresses, url),
  open({ settings, policy, budget }) {
    if (!settings.BLUESKY_JETSTREAM_URL) return null;
    const services = { policy, budget };
    const appView = settings.BLUESKY_APPVIEW_URL || PUBLIC_APPVIEW;
    const client = openListenClient(endpoint(appView), services);
    const urls = { v2: settings.BLUESKY_JETSTREAM_URL, v1: settings.BLUESKY_JETSTREAM_V1_URL };
    const search = openSearch(settings, services);
    return {
      tail: openJetstream(urls, services),
      ...(search ? { search } : {}),
      complete: (items, options) => complete(client, items, options),
      recheck: (uris, options) => recheck(client, uris, options),
      find: (ids, options) => findPosts(client, ids, options),
      comments: (item, most, options) => readReplies(client, item, most, options),
    };
  },
};

/** Adds handles, names and counts. If the AppView fails, items are delivered as they are. */
async function complete(client: ListenClient, items: readonly Item[], options: ReadOptions): Promise<Item[]> {
  const incomplete = items.filter(({ author }) => author.handle === null);
  try {
    const dids = new Set(incomplete.map(({ author }) => author.nativeId!));
    const [actors, posts] = await Promise.all([
      inBatches([...dids], (some) => readActors(client, some, options)),
      inBatches(
        incomplete.map(({ nativeId }) => nativeId),
        (some) => readPosts(client, some, options),
      ),
    ]);
    const actorOf = new Map(actors.map((actor) => [actor.did, actor]));
    const postOf = new Map(posts.map((post) => [post.uri, post]));
    return items.map((item) =>
      completed(item, actorOf.get(item.author.nativeId ?? ''), postOf.get(item.nativeId)),
    );
  } catch (error) {
    if (!(error instanceof UpstreamError) || options.signal.aborted) throw error;
    return [...items];
  }
}

function completed(item: Item, actor: Actor | undefined, post: Post | undefined): Item {
  if (!actor) return post ? { ...item, metrics: metricsOf(post) } : item;
  const verified = actor.verification?.verifiedStatus;
  return {
    ...item,
    url: postUrl(actor.handle, item.nativeId.split('/').at(-1)!),
    author: {
      nativeId: actor.did,
      handle: actor.handle,
      displayName: actor.displayName ?? null,
      url: `https://bsky.app/profile/${actor.handle}`,
      avatarUrl: actor.avatar ?? null,
      followers: actor.followersCount ?? null,
      verified: verified ? verified === 'valid' : null,
    },
    metrics: post ? metricsOf(post) : item.metrics,
  };
}

/** A post that the AppView leaves out is deleted, or hidden by its author or a moderator. */
async function recheck(
  client: ListenClient,
  uris: readonly string[],
  options: ReadOptions,
): Promise<ItemState[]> {
  const posts = await inBatches(uris, (some) => readPosts(client, some, options));
  const found = new Map(posts.map((post) => [post.uri, post]));
  return uris.map((uri) => {
    const post = found.get(uri);
    if (!post) return 'deleted';
    return { nativeId: uri, title: null, text: post.record?.text ?? '', metrics: metricsOf(post) };
  });
}

function metricsOf(post: Post): ItemMetrics {
  return {
    likes: post.likeCount ?? null,
    comments: post.replyCount ?? null,
    shares: post.repostCount ?? null,
    views: null,
  };
}

async function inBatches<Found>(
  ids: readonly string[],
  read: (some: readonly string[]) => Promise<readonly Found[]>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let from = 0; from < ids.length; from += MAX_IDS)
    found.push(...(await read(ids.slice(from, from + MAX_IDS))));
  return found;
}

async function readActors(client: ListenClient, dids: readonly string[], { signal }: ReadOptions) {
  const path = `/xrpc/app.bsky.actor.getProfiles?${listOf('actors', dids)}`;
  return (await client.ask({ operation: 'profiles', path, signal }, readAs(Profiles))).profiles;
}

async function readPosts(client: ListenClient, uris: readonly string[], { signal }: ReadOptions) {
  const path = `/xrpc/app.bsky.feed.getPosts?${listOf('uris', uris)}`;
  return (await client.ask({ operation: 'posts', path, signal }, readAs(Posts))).posts;
}
