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
  UpstreamError,
} from '@tributary/kit/http-client';
import type { PostNumbers, Profile, Video } from '../facts.ts';
import { graphFault } from './graph-faults.ts';
import { type LiveOptions, openSource } from './live.ts';
import { type Call, MOST_VIDEOS, oneByOne, type Provider } from './provider.ts';

const NUMBERS = 'shares,reactions.summary(true).limit(0),comments.summary(true).limit(0)';
const POST = `id,message,created_time,permalink_url,${NUMBERS}`;
const PAGE = 'id,username,name,about,website,picture,followers_count,verification_status';

/** Pages on Facebook by the Graph API, with Page Public Content Access or a page's own token. It tells no views. */
export function facebook(options: LiveOptions): Provider | null {
  const { CREATORS_FACEBOOK_TOKEN: token, CREATORS_FACEBOOK_URL: baseUrl } = options.settings;
  if (!token) return null;
  const upstream = openSource(options, {
    name: 'facebook',
    baseUrl,
    headers: { authorization: `Bearer ${token}` },
    classify: graphFault,
  });
  const many = (ids: readonly string[], { signal }: Call) =>
    upstream.ask(
      {
        operation: 'post_stats',
        path: '/',
        query: { ids: ids.join(','), fields: `id,from,${NUMBERS}` },
        signal,
      },
      (body) => object(body, 'body'),
    );
  return {
    name: 'facebook',
    platforms: ['facebook'],
    live: true,
    capabilities: {
      post_stats: {
        most: 50,
        async read(subjects, call) {
          const ids = subjects.map(({ id }) => id);
          const found = await eachAlone(ids, (some) => many(some, call));
          return ids.map((id) => {
            const post = found[id];
            if (!post) return null;
            need(object(post, 'post')['id'], 'id');
            return { facts: { postId: id, ...toNumbers(object(post, 'post')) } };
          });
        },
      },
      profile: oneByOne<'profile'>(async ({ id }, { signal }) => {
        const path = `/${encodeURIComponent(id)}`;
        const request = { operation: 'profile', path, query: { fields: PAGE }, signal };
        return { facts: await upstream.ask(request, (body) => toProfile(id, object(body, 'body'))) };
      }),
      videos: oneByOne<'videos'>(async ({ id, username }, { signal }) => {
        const path = `/${encodeURIComponent(id)}/posts`;
        const query = { fields: POST, limit: MOST_VIDEOS };
        const videos = await upstream.ask({ operation: 'videos', path, query, signal }, (body) =>
          objects(object(body, 'body')['data'], 'data').map(toVideo),
        );
        return { facts: { username: username ?? id, videos } };
      }),
    },
  };
}

/** One unknown id spoils a call for many: then they are asked for one by one, and the unknown ones left out. */
async function eachAlone(
  ids: readonly string[],
  ask: (ids: readonly string[]) => Promise<Json>,
): Promise<Json> {
  try {
    return await ask(ids);
  } catch (error) {
    if (!(error instanceof UpstreamError) || !/^(missing|refused)$/.test(error.fault)) throw error;
    if (ids.length === 1) return {};
    const found = await Promise.all(ids.map((id) => eachAlone([id], ask)));
    return Object.assign({}, ...found);
  }
}

function toNumbers(post: Json): Omit<PostNumbers, 'postId'> {
  const summary = (name: string) => count(objectOr(objectOr(post[name])['summary'])['total_count']);
  return {
    username: text(objectOr(post['from'])['username']),
    views: null,
    likes: summary('reactions'),
    comments: summary('comments'),
    // Left out, by the API, where there are none or they are not shown: it does not say which.
    shares: count(objectOr(post['shares'])['count']),
  };
}

function toVideo(post: Json): Video {
  const { username: _, ...numbers } = toNumbers(post);
  return {
    id: need(post['id'], 'id'),
    url: need(post['permalink_url'], 'permalink_url'),
    description: text(post['message']) ?? '',
    ...numbers,
    createdAt: time(post['created_time']),
    pinned: false,
  };
}

function toProfile(asked: string, page: Json): Profile {
  need(page['id'], 'id');
  const verified = text(page['verification_status']);
  return {
    username: text(page['username']) ?? asked,
    fullName: text(page['name']),
    bio: text(page['about']),
    pictureUrl: address(objectOr(objectOr(page['picture'])['data'])['url']),
    followers: count(page['followers_count']),
    following: null,
    postsCount: null,
    isVerified: verified && verified !== 'not_verified',
    externalUrl: address(page['website']),
  } as Profile;
}
