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
  type Upstream,
} from '@tributary/kit/http-client';
import { unescapeHtml } from '@tributary/kit/text';
import type { PostNumbers, Profile, Subject, Video } from '../facts.ts';
import { type LiveOptions, openSource } from './live.ts';
import { type Call, MOST_VIDEOS, oneByOne, type Provider } from './provider.ts';

/** Ids or names that one call may have. */
const MOST_IDS = 100;

/** X API v2, in its old words (tweets) and its new ones (posts): both are understood, a setting says which are sent. */
export function x(options: LiveOptions): Provider | null {
  const { CREATORS_X_TOKEN: token, CREATORS_X_URL: baseUrl, CREATORS_X_WORDS: words } = options.settings;
  if (!token) return null;
  const upstream = openSource(options, { name: 'x', baseUrl, headers: { authorization: `Bearer ${token}` } });
  const fields = { [`${words}.fields`]: 'author_id,created_at,public_metrics' };
  return {
    name: 'x',
    platforms: ['twitter'],
    live: true,
    capabilities: {
      post_stats: {
        most: MOST_IDS,
        async read(subjects, { signal }) {
          const query = { ids: subjects.map(({ id }) => id).join(','), expansions: 'author_id', ...fields };
          const request = { operation: 'post_stats', path: '/2/tweets', query, signal };
          const found = await upstream.ask(request, readPosts);
          return subjects.map(({ id }) => {
            const facts = found.get(id);
            return facts ? { facts } : null;
          });
        },
      },
      profile: {
        most: MOST_IDS,
        async read(subjects, call) {
          const found = await readUsers(upstream, subjects, call);
          return subjects.map(({ id }) => {
            const user = found.get(id);
            return user ? { facts: toProfile(user) } : null;
          });
        },
      },
      videos: oneByOne<'videos'>(async (subject, call) => {
        const user = (await readUsers(upstream, [subject], call)).get(subject.id);
        if (!user) return null;
        const request = {
          operation: 'videos',
          path: `/2/users/${encodeURIComponent(need(user['id'], 'id'))}/tweets`,
          query: { max_results: MOST_VIDEOS, exclude: 'retweets,replies', ...fields },
          signal: call.signal,
        };
        const username = need(user['username'], 'username');
        const pinned = user['pinned_tweet_id'] ?? user['pinned_post_id'];
        const videos = await upstream.ask(request, (body) =>
          posts(body).map((post) => toVideo(username, post, pinned)),
        );
        return { facts: { username, videos } };
      }),
    },
  };
}

async function readUsers(
  upstream: Upstream,
  subjects: readonly Subject[],
  { signal }: Call,
): Promise<Map<string, Json>> {
  const request = {
    operation: 'profile',
    path: '/2/users/by',
    query: {
      usernames: subjects.map(({ id }) => id).join(','),
      'user.fields': 'description,profile_image_url,public_metrics,url,entities,verified,pinned_tweet_id',
    },
    signal,
  };
  const users = await upstream.ask(request, posts);
  return new Map(users.map((user) => [need(user['username'], 'username').toLowerCase(), user]));
}

/** `data`, which is left out when nothing was found: then `errors` says so, and must be there. */
function posts(body: unknown): Json[] {
  const { data, errors, meta } = object(body, 'body');
  if (data === undefined && (Array.isArray(errors) || objectOr(meta)['result_count'] === 0)) return [];
  return objects(data, 'data');
}

function readPosts(body: unknown): Map<string, PostNumbers> {
  const users = objectOr(object(body, 'body')['includes'])['users'];
  const names = new Map(objects(users ?? [], 'users').map((user) => [user['id'], text(user['username'])]));
  return new Map(
    posts(body).map((post) => {
      const postId = need(post['id'], 'id');
      return [postId, { postId, username: names.get(post['author_id']) ?? null, ...toNumbers(post) }];
    }),
  );
}

function toNumbers(post: Json): Omit<PostNumbers, 'postId' | 'username'> {
  const metrics = object(post['public_metrics'], 'public_metrics');
  return {
    views: count(metrics['impression_count']),
    likes: count(metrics['like_count']),
    comments: count(metrics['reply_count']),
    shares: count(metrics['repost_count'] ?? metrics['retweet_count']),
  };
}

function toVideo(username: string, post: Json, pinned: unknown): Video {
  const id = need(post['id'], 'id');
  return {
    id,
    url: `https://x.com/${username}/status/${id}`,
    description: unescaped(post['text']) ?? '',
    ...toNumbers(post),
    createdAt: time(post['created_at']),
    pinned: pinned === id,
  };
}

/** A text of X, which escapes it once. */
function unescaped(value: unknown): string | null {
  const given = text(value);
  return given === null ? null : unescapeHtml(given);
}

function toProfile(user: Json): Profile {
  const metrics = object(user['public_metrics'], 'public_metrics');
  const [link] = objects(objectOr(objectOr(user['entities'])['url'])['urls'] ?? [], 'urls');
  return {
    username: need(user['username'], 'username'),
    fullName: unescaped(user['name']),
    bio: unescaped(user['description']),
    pictureUrl: address(user['profile_image_url']),
    followers: count(metrics['followers_count']),
    following: count(metrics['following_count']),
    postsCount: count(metrics['post_count'] ?? metrics['tweet_count']),
    isVerified: flag(user['verified']),
    externalUrl: address(link?.['expanded_url']) ?? address(user['url']),
  };
}
