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
import { LRUCache } from 'lru-cache';
import type { Found, PostNumbers, Profile, Subject, Video } from '../facts.ts';
import { legacyUserOf } from '../names.ts';
import { type LiveOptions, openSource } from './live.ts';
import { type Call, MOST_VIDEOS, oneByOne, orMissing, type Provider } from './provider.ts';

const CHANNEL_ID = /^UC[\w-]{22}$/;
/** Ids that one call may have. */
const MOST_IDS = 50;

/** YouTube Data API v3: one unit of quota a call, up to 50 ids in it. Shares do not exist there. */
export function youtube(options: LiveOptions): Provider | null {
  const { CREATORS_YOUTUBE_KEY: key, CREATORS_YOUTUBE_URL: baseUrl } = options.settings;
  if (!key) return null;
  const upstream = openSource(options, {
    name: 'youtube',
    baseUrl,
    headers: { 'x-goog-api-key': key },
    // A used-up quota is a 403, told from a wrong key by its reason only.
    classify: (status, body) =>
      status === 403 && /quota|rateLimit/i.test(JSON.stringify(body)) ? 'limited' : undefined,
  });
  const channelIds = new LRUCache<string, string>({ max: 10_000 });
  const channels = (subjects: readonly Subject[], call: Call) =>
    readChannels(upstream, channelIds, subjects, call);
  return {
    name: 'youtube',
    platforms: ['youtube'],
    live: true,
    capabilities: {
      post_stats: {
        most: MOST_IDS,
        async read(subjects, call) {
          const found = await readVideos(
            upstream,
            'post_stats',
            subjects.map(({ id }) => id),
            call,
          );
          return subjects.map(({ id }) => {
            const video = found.get(id);
            return video ? { facts: { ...toNumbers(video), postId: id, username: null } } : null;
          });
        },
      },
      profile: {
        most: MOST_IDS,
        async read(subjects, call) {
          const found = await channels(subjects, call);
          return found.map((channel) => channel && { facts: toProfile(channel) });
        },
      },
      videos: oneByOne<'videos'>((subject, call) => readUploads(upstream, channels, subject, call)),
    },
  };
}

/** Channels in the order of the subjects: those whose id is known in one call, names one by one, as the API has it. */
async function readChannels(
  upstream: Upstream,
  known: LRUCache<string, string>,
  subjects: readonly Subject[],
  { signal }: Call,
): Promise<(Json | null)[]> {
  const idOf = ({ id }: Subject) => (CHANNEL_ID.test(id) ? id : known.get(id));
  const ask = (query: Record<string, string>) =>
    upstream.ask(
      {
        operation: 'profile',
        path: '/channels',
        query: { part: 'snippet,statistics,contentDetails', maxResults: MOST_IDS, ...query },
        signal,
      },
      items,
    );
  const ids = [...new Set(subjects.map(idOf).filter((id) => id !== undefined))];
  const byId = new Map<string, Json>();
  if (ids.length > 0)
    for (const channel of await ask({ id: ids.join(',') })) byId.set(need(channel['id'], 'id'), channel);
  return Promise.all(
    subjects.map(async (subject) => {
      const id = idOf(subject);
      if (id) return byId.get(id) ?? null;
      const [channel] = await ask(channelQuery(subject.username ?? subject.id));
      if (channel) known.set(subject.id, need(channel['id'], 'id'));
      return channel ?? null;
    }),
  );
}

/** The API resolves user names of old channels and handles by different parameters. */
function channelQuery(name: string): Record<string, string> {
  const user = legacyUserOf(name);
  return user === null ? { forHandle: `@${name}` } : { forUsername: user };
}

/** The uploads playlist is newest first and costs one unit, where a search costs a hundred. */
async function readUploads(
  upstream: Upstream,
  channels: (subjects: readonly Subject[], call: Call) => Promise<(Json | null)[]>,
  subject: Subject,
  call: Call,
): Promise<Found<'videos'>> {
  const [channel] = await channels([subject], call);
  if (!channel) return null;
  const playlistId = `UU${need(channel['id'], 'id').slice(2)}`;
  const query = { part: 'contentDetails', playlistId, maxResults: MOST_VIDEOS };
  const request = { operation: 'videos', path: '/playlistItems', query, signal: call.signal };
  // A channel that has never uploaded has no such playlist.
  const listed = (await orMissing(() => upstream.ask(request, items))) ?? [];
  const ids = listed.map((item) => need(objectOr(item['contentDetails'])['videoId'], 'videoId'));
  const found = ids.length > 0 ? await readVideos(upstream, 'videos', ids, call) : new Map<string, Json>();
  const videos = ids.flatMap((id) => (found.has(id) ? [toVideo(id, found.get(id)!)] : []));
  return { facts: { username: toProfile(channel).username, videos } };
}

async function readVideos(
  upstream: Upstream,
  operation: string,
  ids: readonly string[],
  { signal }: Call,
): Promise<Map<string, Json>> {
  const query = { part: 'snippet,statistics', id: ids.join(','), maxResults: MOST_IDS };
  const videos = await upstream.ask({ operation, path: '/videos', query, signal }, items);
  return new Map(videos.map((video) => [need(video['id'], 'id'), video]));
}

function items(body: unknown): Json[] {
  return objects(object(body, 'body')['items'] ?? [], 'items');
}

/** Numbers are strings; a hidden one is absent. */
function toNumbers(video: Json): Omit<PostNumbers, 'postId' | 'username'> {
  const statistics = object(video['statistics'], 'statistics');
  return {
    views: count(statistics['viewCount']),
    likes: count(statistics['likeCount']),
    comments: count(statistics['commentCount']),
    shares: null,
  };
}

function toVideo(id: string, video: Json): Video {
  const snippet = object(video['snippet'], 'snippet');
  return {
    id,
    url: `https://www.youtube.com/watch?v=${id}`,
    description: text(snippet['title']) ?? '',
    ...toNumbers(video),
    createdAt: time(snippet['publishedAt']),
    pinned: false,
  };
}

function toProfile(channel: Json): Profile {
  const snippet = object(channel['snippet'], 'snippet');
  const statistics = object(channel['statistics'], 'statistics');
  const pictures = objectOr(snippet['thumbnails']);
  const hidden = statistics['hiddenSubscriberCount'] === true;
  return {
    username: text(snippet['customUrl'])?.replace(/^@/, '') ?? need(channel['id'], 'id'),
    fullName: text(snippet['title']),
    bio: text(snippet['description']),
    pictureUrl: address(objectOr(pictures['high'] ?? pictures['default'])['url']),
    followers: hidden ? null : count(statistics['subscriberCount']),
    following: null,
    postsCount: count(statistics['videoCount']),
    isVerified: null,
    externalUrl: null,
  };
}
