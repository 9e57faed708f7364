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
} from '@tributary/kit/http-client';
import type { PostNumbers, Profile, Video } from '../facts.ts';
import { graphFault } from './graph-faults.ts';
import { type LiveOptions, openSource } from './live.ts';
import { cannot, MOST_VIDEOS, oneByOne, type Provider } from './provider.ts';

const PROFILE =
  'id,username,name,biography,website,profile_picture_url,followers_count,follows_count,media_count';
const MEDIA =
  'id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count,view_count';

/**
 * Instagram business discovery: professional accounts only. A post cannot be asked for by its address, only found
 * among its author's newest, so the address must name the author.
 */
export function instagram(options: LiveOptions): Provider | null {
  const { settings } = options;
  const { CREATORS_INSTAGRAM_TOKEN: token, CREATORS_INSTAGRAM_USER: user } = settings;
  if (!token || !user) return null;
  const upstream = openSource(options, {
    name: 'instagram',
    baseUrl: settings.CREATORS_INSTAGRAM_URL,
    headers: { authorization: `Bearer ${token}` },
    classify: graphFault,
  });
  const discover = <Answer>(
    operation: string,
    name: string,
    fields: string,
    signal: AbortSignal,
    read: (found: Json) => Answer,
  ) => {
    const query = { fields: `business_discovery.username(${name}){${fields}}` };
    return upstream.ask({ operation, path: `/${encodeURIComponent(user)}`, query, signal }, (body) =>
      read(object(object(body, 'body')['business_discovery'], 'business_discovery')),
    );
  };
  const media = `media.limit(${MOST_VIDEOS}){${MEDIA}}`;
  return {
    name: 'instagram',
    platforms: ['instagram'],
    live: true,
    capabilities: {
      post_stats: {
        most: 1,
        async read([subject], { signal }) {
          const { id, username } = subject!;
          if (!username) return [cannot('Instagram finds a post by its author only.')];
          const found = await discover('post_stats', username, `username,${media}`, signal, mediaOf);
          const post = found.find((item) => codeOf(item) === id);
          // It may be older than the newest fifty: that is no proof that it does not exist.
          return [post ? { facts: { postId: id, username, ...toNumbers(post) } } : cannot('Too old.')];
        },
      },
      profile: oneByOne<'profile'>(async ({ id }, { signal }) => ({
        facts: await discover('profile', id, PROFILE, signal, toProfile),
      })),
      videos: oneByOne<'videos'>(async ({ id }, { signal }) => {
        const read = (found: Json) => ({ username: nameOf(found), videos: mediaOf(found).map(toVideo) });
        return { facts: await discover('videos', id, `username,${media}`, signal, read) };
      }),
    },
  };
}

/** Without any posts the member is left out. */
function mediaOf(found: Json): Json[] {
  return objects(objectOr(found['media'])['data'] ?? [], 'media');
}

function nameOf(found: Json): string {
  return need(found['username'], 'username');
}

function codeOf(item: Json): string | undefined {
  return /\/(?:p|reel|tv)\/([\w-]+)/.exec(text(item['permalink']) ?? '')?.[1];
}

/** `like_count` is left out where its owner hides it. */
function toNumbers(item: Json): Omit<PostNumbers, 'postId' | 'username'> {
  return {
    views: count(item['view_count']),
    likes: count(item['like_count']),
    comments: count(item['comments_count']),
    shares: null,
  };
}

function toVideo(item: Json): Video {
  return {
    id: codeOf(item) ?? need(item['id'], 'id'),
    url: need(item['permalink'], 'permalink'),
    description: text(item['caption']) ?? '',
    ...toNumbers(item),
    createdAt: time(item['timestamp']),
    pinned: false,
  };
}

function toProfile(found: Json): Profile {
  return {
    username: nameOf(found),
    fullName: text(found['name']),
    bio: text(found['biography']),
    pictureUrl: address(found['profile_picture_url']),
    followers: count(found['followers_count']),
    following: count(found['follows_count']),
    postsCount: count(found['media_count']),
    isVerified: null,
    externalUrl: address(found['website']),
  };
}
