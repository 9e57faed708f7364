import { UpstreamError } from '@tributary/kit/http-client';
import type { StaticDecode } from 'typebox';
import { openClient } from '../client.ts';
import type { PostNumbers as Numbers, Profile, Video } from '../statistics/facts.ts';
import { MAX_VIDEOS, oneByOne, type StatisticsPart } from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { Page, type Post, type PostNumbers, Posts, PostsById } from './api.ts';
import { endpoint, type settings } from './client.ts';

const NUMBERS = 'shares,reactions.summary(true).limit(0),comments.summary(true).limit(0)';
const POST = `id,message,created_time,permalink_url,${NUMBERS}`;
const PAGE = 'id,username,name,about,website,picture,followers_count,verification_status';

/**
 * Statistics of pages from the Graph API, with Page Public Content Access or the page's own token.
 * It does not return views.
 */
export const statistics: StatisticsPart<typeof settings> = {
  source: 'facebook',
  requires: 'FACEBOOK_TOKEN',
  open({ settings, policy }) {
    if (!settings.FACEBOOK_TOKEN) return null;
    const client = openClient(endpoint(settings), policy);
    return {
      post_stats: {
        most: 50,
        async read(subjects, { signal }) {
          const ids = subjects.map(({ id }) => id);
          const found = await findEach(ids, (some) => {
            const query = { ids: some.join(','), fields: `id,from,${NUMBERS}` };
            const request = { operation: 'post_stats', path: '/', query, signal };
            return client.ask(request, readAs(PostsById));
          });
          return ids.map((id) => {
            const post = found[id];
            return post ? { facts: { postId: id, ...toNumbers(post) } } : null;
          });
        },
      },
      profile: oneByOne<'profile'>(async ({ id }, { signal }) => {
        const path = `/${encodeURIComponent(id)}`;
        const request = { operation: 'profile', path, query: { fields: PAGE }, signal };
        return { facts: toProfile(id, await client.ask(request, readAs(Page))) };
      }),
      videos: oneByOne<'videos'>(async ({ id, username }, { signal }) => {
        const path = `/${encodeURIComponent(id)}/posts`;
        const query = { fields: POST, limit: MAX_VIDEOS };
        const { data } = await client.ask({ operation: 'videos', path, query, signal }, readAs(Posts));
        return { facts: { username: username ?? id, videos: data.map(toVideo) } };
      }),
    };
  },
};

type ById = StaticDecode<typeof PostsById>;

/**
 * Fetches many ids in one request. An unknown id fails the whole request; each is then requested
 * alone, and unknown ones are omitted.
 */
async function findEach(
  ids: readonly string[],
  find: (ids: readonly string[]) => Promise<ById>,
): Promise<ById> {
  try {
    return await find(ids);
  } catch (error) {
    if (!(error instanceof UpstreamError) || !/^(missing|refused)$/.test(error.fault)) throw error;
    if (ids.length === 1) return {};
    const found = await Promise.all(ids.map((id) => findEach([id], find)));
    return Object.assign({}, ...found);
  }
}

function toNumbers(post: PostNumbers): Omit<Numbers, 'postId'> {
  return {
    username: post.from?.username ?? null,
    views: null,
    likes: post.reactions?.summary?.total_count ?? null,
    comments: post.comments?.summary?.total_count ?? null,
    shares: post.shares?.count ?? null,
  };
}

function toVideo(post: Post): Video {
  const { username: _, ...numbers } = toNumbers(post);
  return {
    id: post.id,
    url: post.permalink_url,
    description: post.message ?? '',
    ...numbers,
    createdAt: post.created_time ?? null,
    pinned: false,
  };
}

function toProfile(requested: string, page: Page): Profile {
  const verification = page.verification_status ?? null;
  return {
    username: page.username ?? requested,
    fullName: page.name ?? null,
    bio: page.about ?? null,
    pictureUrl: page.picture?.data?.url ?? null,
    followers: page.followers_count ?? null,
    following: null,
    postsCount: null,
    isVerified: verification === null ? null : verification !== 'not_verified',
    externalUrl: page.website ?? null,
  };
}
