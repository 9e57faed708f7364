import type { ListenClient } from '../listen/client.ts';
import type { Item } from '../listen/item.ts';
import type { ReadOptions } from '../listen/source.ts';
import { orMissing } from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { FoundPosts, PostThread, Profiles } from './api.ts';
import { fromPost } from './jetstream/items.ts';
import { uriOf } from './records.ts';

/** Maximum number of actors or posts per request. */
const MAX_IDS = 25;

/** Reads posts by `actor/key`, where the actor is a handle or a DID; null for a missing one. */
export async function findPosts(
  client: ListenClient,
  ids: readonly string[],
  options: ReadOptions,
): Promise<(Item | null)[]> {
  const parts = ids.map((id) => id.split('/') as [actor: string, key: string]);
  const dids = await didsOf(client, [...new Set(parts.map(([actor]) => actor))], options);
  const uris = parts.map(([actor, key]) => (dids.has(actor) ? uriOf(dids.get(actor)!, key) : null));
  const known = [...new Set(uris.filter((uri) => uri !== null))];
  const found = new Map<string, Item>();
  for (let from = 0; from < known.length; from += MAX_IDS)
    for (const item of await readPosts(client, known.slice(from, from + MAX_IDS), options))
      found.set(item.nativeId, item);
  return uris.map((uri) => found.get(uri ?? '') ?? null);
}

/** Reads the direct replies to a post. */
export async function readReplies(
  client: ListenClient,
  { nativeId }: Item,
  most: number,
  { signal }: ReadOptions,
): Promise<Item[]> {
  const query = { uri: nativeId, depth: 1, parentHeight: 0 };
  const request = { operation: 'replies', path: '/xrpc/app.bsky.feed.getPostThread', query, signal };
  const found = await orMissing(() => client.ask(request, readAs(PostThread)));
  const posts = found?.thread.replies?.flatMap(({ post }) => post ?? []) ?? [];
  return posts
    .map(fromPost)
    .filter((item) => item !== null)
    .slice(0, most);
}

/** Resolves actors to DIDs; an unknown handle is left out. */
async function didsOf(client: ListenClient, actors: readonly string[], { signal }: ReadOptions) {
  const dids = new Map(actors.filter((actor) => actor.startsWith('did:')).map((did) => [did, did]));
  const handles = actors.filter((actor) => !dids.has(actor));
  for (let from = 0; from < handles.length; from += MAX_IDS) {
    const some = handles.slice(from, from + MAX_IDS);
    const path = `/xrpc/app.bsky.actor.getProfiles?${listOf('actors', some)}`;
    const { profiles } = await client.ask({ operation: 'profiles', path, signal }, readAs(Profiles));
    for (const { did, handle } of profiles) dids.set(handle.toLowerCase(), did);
  }
  return dids;
}

async function readPosts(client: ListenClient, uris: readonly string[], { signal }: ReadOptions) {
  const path = `/xrpc/app.bsky.feed.getPosts?${listOf('uris', uris)}`;
  const { posts } = await client.ask({ operation: 'posts', path, signal }, readAs(FoundPosts));
  return posts.map(fromPost).filter((item) => item !== null);
}

/** Writes a parameter that is repeated for each value. */
export function listOf(name: string, values: readonly string[]): string {
  return values.map((value) => `${name}=${encodeURIComponent(value)}`).join('&');
}
