import type { Upstream } from '@tributary/kit/http-client';
import { unescapeHtml } from '@tributary/kit/text';
import type { StaticDecode } from 'typebox';
import { openClient } from '../client.ts';
import type { PostNumbers, Profile, Video } from '../statistics/facts.ts';
import {
  MAX_VIDEOS,
  oneByOne,
  type SourceSubject,
  type StatisticsPart,
} from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { type CountedPost, CountedPosts, type User, Users } from './api.ts';
import { endpoint, postFields, type settings } from './client.ts';

/** Maximum number of ids or names per request. */
const MAX_IDS = 100;

type Counted = StaticDecode<typeof CountedPost>;

/** Statistics from the X API v2. */
export const statistics: StatisticsPart<typeof settings> = {
  source: 'x',
  requires: 'X_TOKEN',
  open({ settings, policy }) {
    const { X_TOKEN: token } = settings;
    if (!token) return null;
    const client = openClient(endpoint(settings, token), policy);
    const fields = postFields(settings, 'author_id,created_at,public_metrics');
    return {
      post_stats: {
        most: MAX_IDS,
        async read(subjects, { signal }) {
          const query = { ids: subjects.map(({ id }) => id).join(','), expansions: 'author_id', ...fields };
          const request = { operation: 'post_stats', path: '/2/tweets', query, signal };
          const found = await client.ask(request, readNumbers);
          return subjects.map(({ id }) => {
            const facts = found.get(id);
            return facts ? { facts } : null;
          });
        },
      },
      profile: {
        most: MAX_IDS,
        async read(subjects, { signal }) {
          const found = await readUsers(client, subjects, signal);
          return subjects.map(({ id }) => {
            const user = found.get(id);
            return user ? { facts: toProfile(user) } : null;
          });
        },
      },
      videos: oneByOne<'videos'>(async (subject, { signal }) => {
        const user = (await readUsers(client, [subject], signal)).get(subject.id);
        if (!user) return null;
        const request = {
          operation: 'videos',
          path: `/2/users/${encodeURIComponent(user.id)}/tweets`,
          query: { max_results: MAX_VIDEOS, exclude: 'retweets,replies', ...fields },
          signal,
        };
        const { data = [] } = await client.ask(request, readAs(CountedPosts));
        return { facts: { username: user.username, videos: data.map((post) => toVideo(user, post)) } };
      }),
    };
  },
};

/** Fetches users, keyed by lower-case name. */
async function readUsers(
  client: Upstream,
  subjects: readonly SourceSubject[],
  signal: AbortSignal,
): Promise<Map<string, User>> {
  const request = {
    operation: 'profile',
    path: '/2/users/by',
    query: {
      usernames: subjects.map(({ id }) => id).join(','),
      'user.fields': 'description,profile_image_url,public_metrics,url,entities,verified,pinned_tweet_id',
    },
    signal,
  };
  const { data = [] } = await client.ask(request, readAs(Users));
  return new Map(data.map((user) => [user.username.toLowerCase(), user]));
}

function readNumbers(body: unknown): Map<string, PostNumbers> {
  const found = readAs(CountedPosts)(body);
  if (!found.data) return new Map();
  const names = new Map(found.includes?.users?.map((user) => [user.id, user.username]));
  return new Map(
    found.data.map((post) => {
      const username = names.get(post.author_id ?? '') ?? null;
      return [post.id, { postId: post.id, username, ...toNumbers(post) }];
    }),
  );
}

function toNumbers({ public_metrics: metrics }: Counted): Omit<PostNumbers, 'postId' | 'username'> {
  return {
    views: metrics.impression_count ?? null,
    likes: metrics.like_count ?? null,
    comments: metrics.reply_count ?? null,
    shares: metrics.repost_count ?? metrics.retweet_count ?? null,
  };
}

function toVideo(user: User, post: Counted): Video {
  return {
    id: post.id,
    url: `https://x.com/${user.username}/status/${post.id}`,
    description: unescaped(post.text) ?? '',
    ...toNumbers(post),
    createdAt: post.created_at ?? null,
    pinned: (user.pinned_tweet_id ?? user.pinned_post_id) === post.id,
  };
}

/** Undoes X's HTML escaping; X escapes texts once. */
function unescaped(text: string | null | undefined): string | null {
  return text ? unescapeHtml(text) : null;
}

function toProfile(user: User): Profile {
  const { public_metrics: metrics, entities } = user;
  const [link] = entities?.url?.urls ?? [];
  return {
    username: user.username,
    fullName: unescaped(user.name),
    bio: unescaped(user.description),
    pictureUrl: user.profile_image_url ?? null,
    followers: metrics.followers_count ?? null,
    following: metrics.following_count ?? null,
    postsCount: metrics.post_count ?? metrics.tweet_count ?? null,
    isVerified: user.verified ?? null,
    externalUrl: link?.expanded_url ?? user.url ?? null,
  };
}
