import { type Upstream, UpstreamError } from '@tributary/kit/http-client';
import { htmlToText } from '@tributary/kit/text';
import { openClient } from '../client.ts';
import type { PostNumbers, Profile, Video } from '../statistics/facts.ts';
import { cannot, oneByOne, orMissing, type StatisticsPart } from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { fullName } from './account-name.ts';
import { Account, AuthoredStatus, type Status, Statuses } from './api.ts';
import { endpoint, type settings } from './client.ts';

/** Maximum number of statuses per response. */
const MAX_STATUSES = 40;

/**
 * Statistics from the public API of one Mastodon server, which needs no key and does not return
 * views. Only this server is called, even for URLs of other hosts, so a post that it knows under
 * another id is not found.
 */
export const statistics: StatisticsPart<typeof settings> = {
  source: 'mastodon',
  requires: 'MASTODON_URL',
  open({ settings: { MASTODON_URL: baseUrl }, policy }) {
    if (!baseUrl) return null;
    const client = openClient(endpoint(baseUrl), policy);
    const { hostname } = new URL(baseUrl);
    return {
      post_stats: {
        most: 1,
        async read([subject], { signal }) {
          const { id } = subject!;
          const [host, number] = id.split('/') as [string, string];
          if (host !== hostname) return [cannot(`This source has the posts of ${hostname} only.`)];
          const path = `/api/v1/statuses/${encodeURIComponent(number)}`;
          const request = { operation: 'post_stats', path, signal };
          const status = await orMissing(() => client.ask(request, readAs(AuthoredStatus)));
          if (!status) return [null];
          const username = fullName(status.account, hostname);
          return [{ facts: { postId: id, username, ...toNumbers(status) } }];
        },
      },
      profile: oneByOne<'profile'>(async ({ id }, { signal }) => ({
        facts: toProfile(hostname, await findAccount(client, 'profile', id, signal)),
      })),
      videos: oneByOne<'videos'>(async ({ id }, { signal }) => {
        const account = await findAccount(client, 'videos', id, signal);
        const path = `/api/v1/accounts/${encodeURIComponent(account.id)}/statuses`;
        const query = { limit: MAX_STATUSES, exclude_replies: 'true', exclude_reblogs: 'true' };
        const request = { operation: 'videos', path, query, signal };
        const videos = await client.ask(request, (body) =>
          readAs(Statuses)(body).map((status) => toVideo(hostname, status)),
        );
        return { facts: { username: fullName(account, hostname), videos } };
      }),
    };
  },
};

function findAccount(client: Upstream, operation: string, acct: string, signal: AbortSignal) {
  const request = { operation, path: '/api/v1/accounts/lookup', query: { acct }, signal };
  return client.ask(request, readAs(Account));
}

function toNumbers(status: Status): Omit<PostNumbers, 'postId' | 'username'> {
  return {
    views: null,
    likes: status.favourites_count ?? null,
    comments: status.replies_count ?? null,
    shares: status.reblogs_count ?? null,
  };
}

function toVideo(hostname: string, status: Status): Video {
  const url = status.url ?? status.uri;
  if (!url) throw new UpstreamError('malformed', 'A status has no address.');
  return {
    id: `${hostname}/${status.id}`,
    url,
    description: htmlToText(status.content ?? ''),
    ...toNumbers(status),
    createdAt: status.created_at ?? null,
    pinned: status.pinned ?? false,
  };
}

function toProfile(hostname: string, account: Account): Profile {
  const field = account.fields?.find(({ verified_at }) => verified_at);
  const link = /href="(https?:\/\/[^"]+)"/.exec(field?.value ?? '')?.[1];
  return {
    username: fullName(account, hostname),
    fullName: account.display_name ?? null,
    bio: htmlToText(account.note ?? '') || null,
    pictureUrl: account.avatar ?? null,
    followers: account.followers_count ?? null,
    following: account.following_count ?? null,
    postsCount: account.statuses_count ?? null,
    isVerified: null,
    externalUrl: link !== undefined && URL.canParse(link) ? link : null,
  };
}
