import { openClient } from '../client.ts';
import type { PostNumbers, Profile, Video } from '../statistics/facts.ts';
import { cannot, MAX_VIDEOS, oneByOne, type StatisticsPart } from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { type Account, Discovery, type Media } from './api.ts';
import { endpoint, type settings } from './client.ts';

const PROFILE =
  'id,username,name,biography,website,profile_picture_url,followers_count,follows_count,media_count';
const MEDIA =
  'id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count,view_count';
const NEWEST = `username,media.limit(${MAX_VIDEOS}){${MEDIA}}`;

/**
 * Statistics from Instagram's business discovery, which covers professional accounts only. It finds
 * a post only among its author's newest, so the URL must name the author.
 */
export const statistics: StatisticsPart<typeof settings> = {
  source: 'instagram',
  requires: 'INSTAGRAM_TOKEN and INSTAGRAM_USER',
  open({ settings, policy }) {
    const { INSTAGRAM_TOKEN: token, INSTAGRAM_USER: user } = settings;
    if (!token || !user) return null;
    const client = openClient(endpoint(settings), policy);
    const discover = async (operation: string, name: string, fields: string, signal: AbortSignal) => {
      const query = { fields: `business_discovery.username(${name}){${fields}}` };
      const request = { operation, path: `/${encodeURIComponent(user)}`, query, signal };
      return (await client.ask(request, readAs(Discovery))).business_discovery;
    };
    return {
      post_stats: {
        most: 1,
        async read([subject], { signal }) {
          const { id, username } = subject!;
          if (!username) return [cannot('Instagram finds a post by its author only.')];
          const account = await discover('post_stats', username, NEWEST, signal);
          const post = account.media?.data.find((item) => codeOf(item) === id);
          // An unknown post may be older than the author's newest fifty, and so cannot be found.
          return [
            post ? { facts: { postId: id, username, ...toNumbers(post) } } : cannot('The post is too old.'),
          ];
        },
      },
      profile: oneByOne<'profile'>(async ({ id }, { signal }) => ({
        facts: toProfile(await discover('profile', id, PROFILE, signal)),
      })),
      videos: oneByOne<'videos'>(async ({ id }, { signal }) => {
        const { username, media } = await discover('videos', id, NEWEST, signal);
        return { facts: { username, videos: (media?.data ?? []).map(toVideo) } };
      }),
    };
  },
};

function codeOf({ permalink }: Media): string | undefined {
  return /\/(?:p|reel|tv)\/([\w-]+)/.exec(permalink)?.[1];
}

function toNumbers(item: Media): Omit<PostNumbers, 'postId' | 'username'> {
  return {
    views: item.view_count ?? null,
    likes: item.like_count ?? null,
    comments: item.comments_count ?? null,
    shares: null,
  };
}

function toVideo(item: Media): Video {
  return {
    id: codeOf(item) ?? item.id,
    url: item.permalink,
    description: item.caption ?? '',
    ...toNumbers(item),
    createdAt: item.timestamp ?? null,
    pinned: false,
  };
}

function toProfile(account: Account): Profile {
  return {
    username: account.username,
    fullName: account.name ?? null,
    bio: account.biography ?? null,
    pictureUrl: account.profile_picture_url ?? null,
    followers: account.followers_count ?? null,
    following: account.follows_count ?? null,
    postsCount: account.media_count ?? null,
    isVerified: null,
    externalUrl: account.website ?? null,
  };
}
