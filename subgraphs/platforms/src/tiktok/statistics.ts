import { UpstreamError } from '@tributary/kit/http-client';
import type { StaticDecode, TSchema } from 'typebox';
import { openClient } from '../client.ts';
import type { PostNumbers, Profile, Video } from '../statistics/facts.ts';
import { MAX_VIDEOS, oneByOne, type StatisticsPart } from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { type Creator, type Post, PostDetail, Status, UserInfo, UserPosts } from './api.ts';
import { endpoint, type settings } from './client.ts';

/** TikTok's status codes for deleted, private and unknown objects. */
const MISSING = new Set([10_202, 10_204, 10_221, 10_222, 10_223]);

/**
 * Statistics from tiktok-api23 on RapidAPI, an unofficial source without a contract with TikTok.
 */
export const statistics: StatisticsPart<typeof settings> = {
  source: 'tiktok-api23',
  requires: 'TIKTOK_KEY',
  open({ settings, policy }) {
    if (!settings.TIKTOK_KEY) return null;
    const client = openClient(endpoint(settings), policy);
    const findCreator = (operation: string, uniqueId: string, signal: AbortSignal) =>
      client.ask({ operation, path: '/api/user/info', query: { uniqueId }, signal }, readCreator);
    return {
      post_stats: oneByOne<'post_stats'>(async ({ id }, { signal }) => {
        const request = { operation: 'post_stats', path: '/api/post/detail', query: { videoId: id }, signal };
        return { facts: await client.ask(request, readPost) };
      }),
      profile: oneByOne<'profile'>(async ({ id }, { signal }) => ({
        facts: toProfile(await findCreator('profile', id, signal)),
      })),
      videos: oneByOne<'videos'>(async ({ id }, { signal }) => {
        const { user } = await findCreator('videos', id, signal);
        if (!user.secUid) throw new UpstreamError('malformed', 'A user has no secUid.');
        const query = { secUid: user.secUid, count: MAX_VIDEOS, cursor: 0 };
        const request = { operation: 'videos', path: '/api/user/posts', query, signal };
        const videos = await client.ask(request, (body) =>
          readPosts(body).map((post) => toVideo(user.uniqueId, post)),
        );
        return { facts: { username: user.uniqueId, videos } };
      }),
    };
  },
};

/** Reads a response if the status in its body is 0. */
function succeeded<Schema extends TSchema>(schema: Schema, body: unknown): StaticDecode<Schema> {
  const { statusCode, status_code } = readAs(Status)(body);
  const status = statusCode ?? status_code ?? 0;
  if (status === 0) return readAs(schema)(body);
  const fault = MISSING.has(status) ? 'missing' : 'failed';
  throw new UpstreamError(fault, `tiktok-api23 answered with status ${status}.`, { body });
}

function readCreator(body: unknown): Creator {
  const { user, stats, statsV2 } = succeeded(UserInfo, body).userInfo;
  if (!user || !('uniqueId' in user)) throw new UpstreamError('missing', 'tiktok-api23 has no such user.');
  return { user, stats: required(statsV2 ?? stats) };
}

function readPost(body: unknown): PostNumbers {
  const post = succeeded(PostDetail, body).itemInfo.itemStruct;
  return { postId: post.id, username: post.author?.uniqueId ?? null, ...toNumbers(post) };
}

function readPosts(body: unknown): Post[] {
  const page = succeeded(UserPosts, body);
  return 'data' in page ? page.data.itemList : page.itemList;
}

function required<Stats>(stats: Stats | null | undefined): Stats {
  if (!stats) throw new UpstreamError('malformed', 'The response has no stats.');
  return stats;
}

function toNumbers({ stats, statsV2 }: Post): Omit<PostNumbers, 'postId' | 'username'> {
  const counts = required(statsV2 ?? stats);
  return {
    views: counts.playCount ?? null,
    likes: counts.diggCount ?? null,
    comments: counts.commentCount ?? null,
    shares: counts.shareCount ?? null,
  };
}

function toVideo(username: string, post: Post): Video {
  return {
    id: post.id,
    url: `https://www.tiktok.com/@${username}/video/${post.id}`,
    description: post.desc ?? '',
    ...toNumbers(post),
    createdAt: post.createTime ?? null,
    pinned: post.isPinnedItem === true || post.isTop === 1,
  };
}

function toProfile({ user, stats }: Creator): Profile {
  return {
    username: user.uniqueId,
    fullName: user.nickname ?? null,
    bio: user.signature ?? null,
    pictureUrl: user.avatarLarger ?? null,
    followers: stats.followerCount ?? null,
    following: stats.followingCount ?? null,
    postsCount: stats.videoCount ?? null,
    isVerified: user.verified ?? null,
    externalUrl: externalUrl(user.bioLink?.link),
  };
}

/** Completes a link that may lack its scheme; null if it is not a URL. */
function externalUrl(link: string | null | undefined): string | null {
  if (!link) return null;
  const url = link.includes('://') ? link : `https://${link}`;
  return /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
}
