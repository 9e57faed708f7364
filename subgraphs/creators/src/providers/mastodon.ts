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
import type { PostNumbers, Profile, Video } from '../facts.ts';
import { type LiveOptions, openSource } from './live.ts';
import { cannot, oneByOne, type Provider } from './provider.ts';

/** Statuses that one call gives at most. */
const MOST_STATUSES = 40;

/**
 * One Mastodon server's public API; it needs no key and tells no views. Only that server is ever asked, whatever host
 * an address names: a post that it has under another number it cannot find.
 */
export function mastodon(options: LiveOptions): Provider | null {
  const { CREATORS_MASTODON_URL: baseUrl } = options.settings;
  if (!baseUrl) return null;
  const upstream = openSource(options, { name: 'mastodon', baseUrl });
  const { hostname } = new URL(baseUrl);
  return {
    name: 'mastodon',
    platforms: ['mastodon'],
    live: true,
    capabilities: {
      post_stats: {
        most: 1,
        async read([subject], { signal }) {
          const { id } = subject!;
          const [host, number] = id.split('/') as [string, string];
          if (host !== hostname) return [cannot(`This source knows the posts of ${hostname} only.`)];
          const read = oneByOne<'post_stats'>(async () => {
            const path = `/api/v1/statuses/${encodeURIComponent(number)}`;
            const request = { operation: 'post_stats', path, signal };
            const facts = await upstream.ask(request, (body) => toPost(id, hostname, object(body, 'body')));
            return { facts };
          });
          return read.read([subject!], { signal } as never);
        },
      },
      profile: oneByOne<'profile'>(async ({ id }, { signal }) => ({
        facts: await lookUp(upstream, 'profile', id, signal, (account) => toProfile(hostname, account)),
      })),
      videos: oneByOne<'videos'>(async ({ id }, { signal }) => {
        const account = await lookUp(upstream, 'videos', id, signal, (found) => found);
        const path = `/api/v1/accounts/${encodeURIComponent(need(account['id'], 'id'))}/statuses`;
        const query = { limit: MOST_STATUSES, exclude_replies: 'true', exclude_reblogs: 'true' };
        const videos = await upstream.ask({ operation: 'videos', path, query, signal }, (body) =>
          objects(body, 'statuses').map((status) => toVideo(hostname, status)),
        );
        return { facts: { username: nameOf(hostname, account), videos } };
      }),
    },
  };
}

function lookUp<Answer>(
  upstream: Upstream,
  operation: string,
  acct: string,
  signal: AbortSignal,
  read: (account: Json) => Answer,
): Promise<Answer> {
  const request = { operation, path: '/api/v1/accounts/lookup', query: { acct }, signal };
  return upstream.ask(request, (body) => read(object(body, 'body')));
}

/** An account of the server itself has no host in `acct`. */
function nameOf(hostname: string, account: Json): string {
  const acct = need(account['acct'], 'acct');
  return acct.includes('@') ? acct : `${acct}@${hostname}`;
}

function toPost(postId: string, hostname: string, status: Json): PostNumbers {
  const username = nameOf(hostname, object(status['account'], 'account'));
  need(status['id'], 'id');
  return { postId, username, ...toNumbers(status) };
}

function toNumbers(status: Json): Omit<PostNumbers, 'postId' | 'username'> {
  return {
    views: null,
    likes: count(status['favourites_count']),
    comments: count(status['replies_count']),
    shares: count(status['reblogs_count']),
  };
}

function toVideo(hostname: string, status: Json): Video {
  const id = need(status['id'], 'id');
  return {
    id: `${hostname}/${id}`,
    url: address(status['url']) ?? need(status['uri'], 'uri'),
    description: plain(text(status['content'])),
    ...toNumbers(status),
    createdAt: time(status['created_at']),
    pinned: status['pinned'] === true,
  };
}

function toProfile(hostname: string, account: Json): Profile {
  const [field] = objects(account['fields'] ?? [], 'fields').filter((each) => each['verified_at']);
  const link = /href="(https?:\/\/[^"]+)"/.exec(String(objectOr(field)['value']))?.[1];
  return {
    username: nameOf(hostname, account),
    fullName: text(account['display_name']),
    bio: plain(text(account['note'])) || null,
    pictureUrl: address(account['avatar']),
    followers: count(account['followers_count']),
    following: count(account['following_count']),
    postsCount: count(account['statuses_count']),
    isVerified: null,
    externalUrl: address(link),
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
};

/** The text of simple HTML. */
function plain(html: string | null): string {
  return (html ?? '')
    .replace(/<br\s*\/?>|<\/p>\s*<p>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name]!)
    .trim();
}
