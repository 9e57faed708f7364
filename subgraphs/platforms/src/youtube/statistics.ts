import type { Upstream } from '@tributary/kit/http-client';
import { LRUCache } from 'lru-cache';
import { openClient } from '../client.ts';
import type { PostNumbers, Profile, Video as VideoFacts } from '../statistics/facts.ts';
import {
  MAX_VIDEOS,
  oneByOne,
  orMissing,
  type SourceSubject,
  type StatisticsPart,
} from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { legacyUserOf } from './addresses.ts';
import { type Channel, Channels, PlaylistItems, type Video, Videos } from './api.ts';
import { endpoint, type settings } from './client.ts';

const CHANNEL_ID = /^UC[\w-]{22}$/;
/** Maximum number of ids per request. */
const MAX_IDS = 50;
/** Maximum number of cached channel ids by name. */
const MAX_NAMES = 10_000;

/** Finds channels in the order of the subjects. */
type FindChannels = (subjects: readonly SourceSubject[], signal: AbortSignal) => Promise<(Channel | null)[]>;

/**
 * Statistics from the YouTube Data API v3, which does not return shares. A request for up to 50 ids
 * costs one unit of quota.
 */
export const statistics: StatisticsPart<typeof settings> = {
  source: 'youtube',
  requires: 'YOUTUBE_KEY',
  open({ settings, policy }) {
    if (!settings.YOUTUBE_KEY) return null;
    const client = openClient(endpoint(settings), policy);
    const channelIds = new LRUCache<string, string>({ max: MAX_NAMES });
    const findChannels: FindChannels = (subjects, signal) =>
      readChannels(client, channelIds, subjects, signal);
    return {
      post_stats: {
        most: MAX_IDS,
        async read(subjects, { signal }) {
          const ids = subjects.map(({ id }) => id);
          const found = await readVideos(client, 'post_stats', ids, signal);
          return ids.map((id) => {
            const video = found.get(id);
            return video ? { facts: { ...toNumbers(video), postId: id, username: null } } : null;
          });
        },
      },
      profile: {
        most: MAX_IDS,
        async read(subjects, { signal }) {
          const found = await findChannels(subjects, signal);
          return found.map((channel) => channel && { facts: toProfile(channel) });
        },
      },
      videos: oneByOne<'videos'>((subject, { signal }) => readUploads(client, findChannels, subject, signal)),
    };
  },
};

/**
 * Fetches channels: known ids in one request, names one by one, because the API resolves only one
 * name per request.
 */
async function readChannels(
  client: Upstream,
  known: LRUCache<string, string>,
  subjects: readonly SourceSubject[],
  signal: AbortSignal,
): Promise<(Channel | null)[]> {
  const idOf = ({ id }: SourceSubject) => (CHANNEL_ID.test(id) ? id : known.get(id));
  const find = async (by: Record<string, string>) => {
    const query = { part: 'snippet,statistics,contentDetails', maxResults: MAX_IDS, ...by };
    const request = { operation: 'profile', path: '/channels', query, signal };
    return (await client.ask(request, readAs(Channels))).items ?? [];
  };
  const ids = [...new Set(subjects.map(idOf).filter((id) => id !== undefined))];
  const found = ids.length > 0 ? await find({ id: ids.join(',') }) : [];
  const byId = new Map(found.map((channel) => [channel.id, channel]));
  return Promise.all(
    subjects.map(async (subject) => {
      const id = idOf(subject);
      if (id) return byId.get(id) ?? null;
      const [channel] = await find(channelQuery(subject.username ?? subject.id));
      if (channel) known.set(subject.id, channel.id);
      return channel ?? null;
    }),
  );
}

/** Returns the query parameter for a handle, or for the username of an old channel. */
function channelQuery(name: string): Record<string, string> {
  const user = legacyUserOf(name);
  return user === null ? { forHandle: `@${name}` } : { forUsername: user };
}

/**
 * Reads the uploads playlist, which is sorted newest first and costs one unit; a search costs a
 * hundred.
 */
async function readUploads(
  client: Upstream,
  findChannels: FindChannels,
  subject: SourceSubject,
  signal: AbortSignal,
) {
  const [channel] = await findChannels([subject], signal);
  if (!channel) return null;
  const playlistId = `UU${channel.id.slice(2)}`;
  const query = { part: 'contentDetails', playlistId, maxResults: MAX_VIDEOS };
  const request = { operation: 'videos', path: '/playlistItems', query, signal };
  // The playlist does not exist before the first upload.
  const listed = await orMissing(() => client.ask(request, readAs(PlaylistItems)));
  const ids = (listed?.items ?? []).map(({ contentDetails }) => contentDetails.videoId);
  const found = ids.length > 0 ? await readVideos(client, 'videos', ids, signal) : new Map<string, Video>();
  const videos = ids.flatMap((id) => (found.has(id) ? [toVideo(found.get(id)!)] : []));
  return { facts: { username: toProfile(channel).username, videos } };
}

async function readVideos(
  client: Upstream,
  operation: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Video>> {
  const query = { part: 'snippet,statistics', id: ids.join(','), maxResults: MAX_IDS };
  const { items } = await client.ask({ operation, path: '/videos', query, signal }, readAs(Videos));
  return new Map((items ?? []).map((video) => [video.id, video]));
}

function toNumbers({ statistics }: Video): Omit<PostNumbers, 'postId' | 'username'> {
  return {
    views: statistics.viewCount ?? null,
    likes: statistics.likeCount ?? null,
    comments: statistics.commentCount ?? null,
    shares: null,
  };
}

function toVideo(video: Video): VideoFacts {
  return {
    id: video.id,
    url: `https://www.youtube.com/watch?v=${video.id}`,
    description: video.snippet.title ?? '',
    ...toNumbers(video),
    createdAt: video.snippet.publishedAt ?? null,
    pinned: false,
  };
}

function toProfile({ id, snippet, statistics }: Channel): Profile {
  const picture = snippet.thumbnails?.high ?? snippet.thumbnails?.default;
  return {
    username: snippet.customUrl?.replace(/^@/, '') ?? id,
    fullName: snippet.title ?? null,
    bio: snippet.description ?? null,
    pictureUrl: picture?.url ?? null,
    followers: statistics.hiddenSubscriberCount ? null : (statistics.subscriberCount ?? null),
    following: null,
    postsCount: statistics.videoCount ?? null,
    isVerified: null,
    externalUrl: null,
  };
}
