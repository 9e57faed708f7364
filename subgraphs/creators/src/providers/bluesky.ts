import {
  address,
  count,
  type Json,
  need,
  object,
  objectOr,
  objects,
  text,
  time,
  type Upstream,
} from '@tributary/kit/http-client';
import type { PostNumbers, Profile, Video } from '../facts.ts';
import { type LiveOptions, openSource } from './live.ts';
import { type Call, MOST_VIDEOS, oneByOne, type Provider } from './provider.ts';

/** Actors or posts that one call may have. */
const MOST_IDS = 25;

/** Bluesky's public API; it needs no key and tells no views. */
export function bluesky(options: LiveOptions): Provider | null {
  const { CREATORS_BLUESKY_URL: baseUrl } = options.settings;
  if (!baseUrl) return null;
  const upstream = openSource(options, {
    name: 'bluesky',
    baseUrl,
    // An actor that does not exist is a 400 with words.
    classify: (status, body) =>
      status === 400 && /not ?found|unable to resolve/i.test(String(objectOr(body)['message']))
        ? 'missing'
        : undefined,
  });
  return {
    name: 'bluesky',
    platforms: ['bluesky'],
    live: true,
    capabilities: {
      post_stats: {
        most: MOST_IDS,
        async read(subjects, call) {
          const parts = subjects.map(({ id }) => id.split('/') as [actor: string, key: string]);
          const dids = await didsOf(
            upstream,
            parts.map(([actor]) => actor),
            call,
          );
          const uris = parts.map(([actor, key]) => {
            const did = dids.get(actor);
            return did ? `at://${did}/app.bsky.feed.post/${key}` : null;
          });
          const found = await readPosts(
            upstream,
            uris.filter((uri) => uri !== null),
            call,
          );
          return subjects.map(({ id }, index) => {
            const post = found.get(uris[index] ?? '');
            return post ? { facts: { postId: id, username: handleOf(post), ...toNumbers(post) } } : null;
          });
        },
      },
      profile: {
        most: MOST_IDS,
        async read(subjects, call) {
          const found = await readProfiles(
            upstream,
            'profile',
            subjects.map(({ id }) => id),
            call,
          );
          return subjects.map(({ id }) => {
            const actor = found.get(id);
            return actor ? { facts: toProfile(actor) } : null;
          });
        },
      },
      videos: oneByOne<'videos'>(async ({ id }, { signal }) => {
        const query = { actor: id, limit: MOST_VIDEOS, filter: 'posts_no_replies' };
        const request = { operation: 'videos', path: '/xrpc/app.bsky.feed.getAuthorFeed', query, signal };
        return { facts: await upstream.ask(request, (body) => readFeed(id, body)) };
      }),
    },
  };
}

/** Actors by handle and by DID, in lower case. */
async function readProfiles(
  upstream: Upstream,
  operation: string,
  actors: readonly string[],
  { signal }: Call,
): Promise<Map<string, Json>> {
  if (actors.length === 0) return new Map();
  const query = actors.map((actor) => `actors=${encodeURIComponent(actor)}`).join('&');
  const path = `/xrpc/app.bsky.actor.getProfiles?${query}`;
  const profiles = await upstream.ask({ operation, path, signal }, (body) =>
    objects(object(body, 'body')['profiles'], 'profiles'),
  );
  return new Map(
    profiles.flatMap((actor) => [
      [need(actor['handle'], 'handle').toLowerCase(), actor],
      [need(actor['did'], 'did'), actor],
    ]),
  );
}

/** Posts are asked for by their author's DID: handles change. */
async function didsOf(upstream: Upstream, actors: readonly string[], call: Call) {
  const dids = new Map(actors.filter((actor) => actor.startsWith('did:')).map((did) => [did, did]));
  const handles = [...new Set(actors.filter((actor) => !dids.has(actor)))];
  const found = await readProfiles(upstream, 'post_stats', handles, call);
  for (const handle of handles)
    if (found.has(handle)) dids.set(handle, need(found.get(handle)!['did'], 'did'));
  return dids;
}

async function readPosts(upstream: Upstream, uris: readonly string[], { signal }: Call) {
  if (uris.length === 0) return new Map<string, Json>();
  const query = uris.map((uri) => `uris=${encodeURIComponent(uri)}`).join('&');
  const path = `/xrpc/app.bsky.feed.getPosts?${query}`;
  const posts = await upstream.ask({ operation: 'post_stats', path, signal }, (body) =>
    objects(object(body, 'body')['posts'], 'posts'),
  );
  return new Map(posts.map((post) => [need(post['uri'], 'uri'), post]));
}

function readFeed(asked: string, body: unknown) {
  const feed = objects(object(body, 'body')['feed'], 'feed');
  const posts = feed.filter((item) => !isRepost(item)).map((item) => object(item['post'], 'post'));
  const [first] = posts;
  const pinned = new Set(feed.filter(isPin).map((item) => objectOr(item['post'])['uri']));
  return {
    username: (first && handleOf(first)) ?? asked,
    videos: posts.map((post) => toVideo(post, pinned.has(post['uri']))),
  };
}

function isRepost(item: Json): boolean {
  return String(objectOr(item['reason'])['$type']).endsWith('#reasonRepost');
}

function isPin(item: Json): boolean {
  return String(objectOr(item['reason'])['$type']).endsWith('#reasonPin');
}

function handleOf(post: Json): string | null {
  return text(objectOr(post['author'])['handle']);
}

function toNumbers(post: Json): Omit<PostNumbers, 'postId' | 'username'> {
  return {
    views: null,
    likes: count(post['likeCount']),
    comments: count(post['replyCount']),
    shares: count(post['repostCount']),
  };
}

function toVideo(post: Json, pinned: boolean): Video {
  const key = need(post['uri'], 'uri').split('/').at(-1)!;
  const record = objectOr(post['record']);
  const handle = handleOf(post) ?? '';
  return {
    id: `${handle}/${key}`,
    url: `https://bsky.app/profile/${handle}/post/${key}`,
    description: text(record['text']) ?? '',
    ...toNumbers(post),
    createdAt: time(record['createdAt'] ?? post['indexedAt']),
    pinned,
  };
}

function toProfile(actor: Json): Profile {
  const verified = text(objectOr(actor['verification'])['verifiedStatus']);
  return {
    username: need(actor['handle'], 'handle'),
    fullName: text(actor['displayName']),
    bio: text(actor['description']),
    pictureUrl: address(actor['avatar']),
    followers: count(actor['followersCount']),
    following: count(actor['followsCount']),
    postsCount: count(actor['postsCount']),
    isVerified: verified === null ? null : verified === 'valid',
    externalUrl: null,
  };
}
