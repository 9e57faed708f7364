import {
  address,
  count,
  flag,
  type Json,
  need,
  object,
  objectOr,
  objects,
  text,
  time,
  UpstreamError,
} from '@tributary/kit/http-client';
import type { PostNumbers, Profile, Video } from '../facts.ts';
import { type LiveOptions, openSource } from './live.ts';
import { MOST_VIDEOS, oneByOne, type Provider } from './provider.ts';

/** Status codes of TikTok for what is not there: deleted, private, unknown. */
const MISSING = new Set([10_202, 10_204, 10_221, 10_222, 10_223]);

/** TikTok through tiktok-api23 on RapidAPI: an unofficial source, without any contract with TikTok. */
export function tiktokApi23(options: LiveOptions): Provider | null {
  const { CREATORS_TIKTOK_KEY: key, CREATORS_TIKTOK_URL: baseUrl } = options.settings;
  if (!key) return null;
  const headers = { 'x-rapidapi-key': key, 'x-rapidapi-host': new URL(baseUrl).host };
  const upstream = openSource(options, { name: 'tiktok-api23', baseUrl, headers });
  const info = (operation: string, uniqueId: string, signal: AbortSignal) =>
    upstream.ask({ operation, path: '/api/user/info', query: { uniqueId }, signal }, readInfo);
  return {
    name: 'tiktok-api23',
    platforms: ['tiktok'],
    live: true,
    capabilities: {
      post_stats: oneByOne<'post_stats'>(async ({ id }, { signal }) => {
        const request = { operation: 'post_stats', path: '/api/post/detail', query: { videoId: id }, signal };
        return { facts: await upstream.ask(request, readPost) };
      }),
      profile: oneByOne<'profile'>(async ({ id }, { signal }) => {
        const userInfo = await info('profile', id, signal);
        return { facts: toProfile(userInfo) };
      }),
      videos: oneByOne<'videos'>(async ({ id }, { signal }) => {
        const user = object((await info('videos', id, signal))['user'], 'user');
        const username = need(user['uniqueId'], 'uniqueId');
        const query = { secUid: need(user['secUid'], 'secUid'), count: MOST_VIDEOS, cursor: 0 };
        const request = { operation: 'videos', path: '/api/user/posts', query, signal };
        const videos = await upstream.ask(request, (body) => readPosts(username, body));
        return { facts: { username, videos } };
      }),
    },
  };
}

/** The body, when its own status is 0; its HTTP status is 200 whatever has happened. */
function succeeded(body: unknown): Json {
  const answer = object(body, 'body');
  const status = count(answer['statusCode'] ?? answer['status_code']) ?? 0;
  if (status === 0) return answer;
  const fault = MISSING.has(status) ? 'missing' : 'failed';
  throw new UpstreamError(fault, `tiktok-api23 answered with status ${status}.`, { body });
}

function readInfo(body: unknown): Json {
  const userInfo = object(succeeded(body)['userInfo'], 'userInfo');
  // An unknown name is an empty object with status 0.
  if (Object.keys(objectOr(userInfo['user'])).length === 0)
    throw new UpstreamError('missing', 'tiktok-api23 knows no such user.');
  return userInfo;
}

function readPost(body: unknown): PostNumbers {
  const item = object(object(succeeded(body)['itemInfo'], 'itemInfo')['itemStruct'], 'itemStruct');
  return {
    postId: need(item['id'], 'id'),
    username: text(objectOr(item['author'])['uniqueId']),
    ...toNumbers(item),
  };
}

/** Some answers have their members in `data`, some at the top. */
function readPosts(username: string, body: unknown): Video[] {
  const answer = succeeded(body);
  const list = objectOr(answer['data'])['itemList'] ?? answer['itemList'];
  return objects(list, 'itemList').map((item) => {
    const id = need(item['id'], 'id');
    return {
      id,
      url: `https://www.tiktok.com/@${username}/video/${id}`,
      description: text(item['desc']) ?? '',
      ...toNumbers(item),
      createdAt: time(item['createTime']),
      pinned: item['isPinnedItem'] === true || item['isTop'] === 1,
    };
  });
}

/** `stats` overflows at 2^31 for the largest accounts; `statsV2` has the same as strings. */
function statsOf(holder: Json): Json {
  return object(holder['statsV2'] ?? holder['stats'], 'stats');
}

function toNumbers(item: Json): Omit<PostNumbers, 'postId' | 'username'> {
  const stats = statsOf(item);
  return {
    views: count(stats['playCount']),
    likes: count(stats['diggCount']),
    comments: count(stats['commentCount']),
    shares: count(stats['shareCount']),
  };
}

function toProfile(userInfo: Json): Profile {
  const user = object(userInfo['user'], 'user');
  const stats = statsOf(userInfo);
  const link = text(objectOr(user['bioLink'])['link']);
  return {
    username: need(user['uniqueId'], 'uniqueId'),
    fullName: text(user['nickname']),
    bio: text(user['signature']),
    pictureUrl: address(user['avatarLarger']),
    followers: count(stats['followerCount']),
    following: count(stats['followingCount']),
    postsCount: count(stats['videoCount']),
    isVerified: flag(user['verified']),
    externalUrl: link && address(link.includes('://') ? link : `https://${link}`),
  };
}
