import type { Upstream } from '@tributary/kit/http-client';
import { openClient } from '../client.ts';
import type { PostNumbers, Profile, Video } from '../statistics/facts.ts';
import { MAX_VIDEOS, oneByOne, type StatisticsPart } from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { type Actor, Feed, type Post, Posts, Profiles } from './api.ts';
import { endpoint, type settings } from './client.ts';

/** Maximum number of actors or posts per request. */
const MAX_IDS = 25;

/** Statistics from Bluesky's public AppView, which needs no key and does not return views. */
export const statistics: StatisticsPart<typeof settings> = {
  source: 'bluesky',
  requires: 'BLUESKY_APPVIEW_URL',
  open({ settings: { BLUESKY_APPVIEW_URL: baseUrl }, policy }) {
    if (!baseUrl) return null;
    const client = openClient({ ...endpoint(baseUrl), classify }, policy);
    return {
      post_stats: {
        most: MAX_IDS,
        async read(subjects, { signal }) {
          const parts = subjects.map(({ id }) => id.split('/') as [actor: string, key: string]);
          const actors = parts.map(([actor]) => actor);
          const dids = await didsOf(client, actors, signal);
          const uris = parts.map(([actor, key]) => {
            const did = dids.get(actor);
            return did ? `at://${did}/app.bsky.feed.post/${key}` : null;
          });
          const known = uris.filter((uri) => uri !== null);
          const found = await readPosts(client, known, signal);
          return subjects.map(({ id }, index) => {
            const post = found.get(uris[index] ?? '');
            return post ? { facts: { postId: id, username: handleOf(post), ...toNumbers(post) } } : null;
          });
        },
      },
      profile: {
        most: MAX_IDS,
        async read(subjects, { signal }) {
          const ids = subjects.map(({ id }) => id);
          const found = await readActors(client, 'profile', ids, signal);
          return ids.map((id) => {
            const actor = found.get(id);
            return actor ? { facts: toProfile(actor) } : null;
          });
        },
      },
      videos: oneByOne<'videos'>(async ({ id }, { signal }) => {
        const query = { actor: id, limit: MAX_VIDEOS, filter: 'posts_no_replies' };
        const request = { operation: 'videos', path: '/xrpc/app.bsky.feed.getAuthorFeed', query, signal };
        return { facts: await client.ask(request, (body) => readFeed(id, body)) };
      }),
    };
  },
};

/** Bluesky rejects an actor that does not exist with 400 and a message. */
function classify(status: number, body: unknown) {
  const { message } = (body ?? {}) as { message?: unknown };
  const missing = status === 400 && /not ?found|unable to resolve/i.test(String(message));
  return missing ? ('missing' as const) : undefined;
}

/** Fetches actors, keyed by lower-case handle and by DID. */
async function readActors(
  client: Upstream,
  operation: string,
  actors: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Actor>> {
  if (actors.length === 0) return new Map();
  const query = actors.map((actor) => `actors=${encodeURIComponent(actor)}`).join('&');
  const path = `/xrpc/app.bsky.actor.getProfiles?${query}`;
  const { profiles } = await client.ask({ operation, path, signal }, readAs(Profiles));
  return new Map(
    profiles.flatMap((actor) => [
      [actor.handle.toLowerCase(), actor],
      [actor.did, actor],
    ]),
  );
}

/** Resolves the authors' DIDs: posts are requested by DID, because handles change. */
async function didsOf(client: Upstream, actors: readonly string[], signal: AbortSignal) {
  const dids = new Map(actors.filter((actor) => actor.startsWith('did:')).map((did) => [did, did]));
  const handles = [...new Set(actors.filter((actor) => !dids.has(actor)))];
  const found = await readActors(client, 'post_stats', handles, signal);
  for (const handle of handles) if (found.has(handle)) dids.set(handle, found.get(handle)!.did);
  return dids;
}

async function readPosts(client: Upstream, uris: readonly string[], signal: AbortSignal) {
  if (uris.length === 0) return new Map<string, Post>();
  const query = uris.map((uri) => `uris=${encodeURIComponent(uri)}`).join('&');
  const path = `/xrpc/app.bsky.feed.getPosts?${query}`;
  const { posts } = await client.ask({ operation: 'post_stats', path, signal }, readAs(Posts));
  return new Map(posts.map((post) => [post.uri, post]));
}

function readFeed(requested: string, body: unknown) {
  const { feed } = readAs(Feed)(body);
  const has = (reason: string) => (item: (typeof feed)[number]) =>
    item.reason?.$type?.endsWith(reason) ?? false;
  const isRepost = has('#reasonRepost');
  const posts = feed.filter((item) => !isRepost(item)).map(({ post }) => post);
  const [first] = posts;
  const pinned = new Set(feed.filter(has('#reasonPin')).map(({ post }) => post.uri));
  return {
    username: (first && handleOf(first)) ?? requested,
    videos: posts.map((post) => toVideo(post, pinned.has(post.uri))),
  };
}

function handleOf(post: Post): string | null {
  return post.author?.handle ?? null;
}

function toNumbers(post: Post): Omit<PostNumbers, 'postId' | 'username'> {
  return {
    views: null,
    likes: post.likeCount ?? null,
    comments: post.replyCount ?? null,
    shares: post.repostCount ?? null,
  };
}

function toVideo(post: Post, pinned: boolean): Video {
  const key = post.uri.split('/').at(-1)!;
  const handle = handleOf(post) ?? '';
  return {
    id: `${handle}/${key}`,
    url: `https://bsky.app/profile/${handle}/post/${key}`,
    description: post.record?.text ?? '',
    ...toNumbers(post),
    createdAt: post.record?.createdAt ?? post.indexedAt ?? null,
    pinned,
  };
}

function toProfile(actor: Actor): Profile {
  const verified = actor.verification?.verifiedStatus ?? null;
  return {
    username: actor.handle,
    fullName: actor.displayName ?? null,
    bio: actor.description ?? null,
    pictureUrl: actor.avatar ?? null,
    followers: actor.followersCount ?? null,
    following: actor.followsCount ?? null,
    postsCount: actor.postsCount ?? null,
    isVerified: verified === null ? null : verified === 'valid',
    externalUrl: null,
  };
}
