import type { Upstream } from '@tributary/kit/http-client';
import { openClient } from '../client.ts';
import type { Metric, Profile } from '../statistics/facts.ts';
import { oneByOne, type SourceSubject, type StatisticsPart } from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import {
  NetworkSize,
  type Organization,
  Organizations,
  ShareStatistics,
  type SocialAction,
  SocialActions,
} from './api.ts';
import { endpoint, type settings } from './client.ts';

/**
 * Statistics of organisations from the LinkedIn API. Reactions and comments of any post are
 * available to an application with access, impressions only for posts of the own organisation.
 * Otherwise views are null, because reactions are not views.
 */
export const statistics: StatisticsPart<typeof settings> = {
  source: 'linkedin',
  requires: 'LINKEDIN_TOKEN',
  open({ settings, policy }) {
    const { LINKEDIN_TOKEN: token, LINKEDIN_ORGANIZATION: organization } = settings;
    if (!token) return null;
    const client = openClient(endpoint(settings, token), policy);
    return {
      post_stats: {
        most: 50,
        async read(subjects, { signal }) {
          const [actions, views] = await Promise.all([
            readActions(client, subjects, signal),
            organization
              ? readImpressions(client, organization, subjects, signal)
              : new Map<string, Impressions>(),
          ]);
          return subjects.map(({ id, username }) => {
            const action = actions[id];
            if (!action) return null;
            const own = views.get(id) ?? { views: null, shares: null };
            return { facts: { postId: id, username, ...toNumbers(action), ...own } };
          });
        },
      },
      profile: oneByOne<'profile'>((subject, { signal }) => readOrganization(client, subject, signal)),
    };
  },
};

/** Encodes a list in Rest.li syntax; the result must not be encoded again. */
function restList(ids: readonly string[]): string {
  return `List(${ids.map(encodeURIComponent).join(',')})`;
}

async function readActions(client: Upstream, subjects: readonly SourceSubject[], signal: AbortSignal) {
  const path = `/rest/socialActions?ids=${restList(subjects.map(({ id }) => id))}`;
  const { results } = await client.ask({ operation: 'post_stats', path, signal }, readAs(SocialActions));
  return results;
}

interface Impressions {
  readonly views: Metric;
  readonly shares: Metric;
}

async function readImpressions(
  client: Upstream,
  organization: string,
  subjects: readonly SourceSubject[],
  signal: AbortSignal,
): Promise<Map<string, Impressions>> {
  const of = (kind: string) => subjects.map(({ id }) => id).filter((id) => id.includes(`:${kind}:`));
  const [shares, posts] = [of('share'), of('ugcPost')];
  if (shares.length + posts.length === 0) return new Map();
  const urn = encodeURIComponent(`urn:li:organization:${organization}`);
  const lists = [
    ...(shares.length > 0 ? [`shares=${restList(shares)}`] : []),
    ...(posts.length > 0 ? [`ugcPosts=${restList(posts)}`] : []),
  ].join('&');
  const path = `/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=${urn}&${lists}`;
  const request = { operation: 'post_stats', path, signal };
  const { elements } = await client.ask(request, readAs(ShareStatistics));
  return new Map(
    elements.map(({ share, ugcPost, totalShareStatistics: totals }) => [
      share ?? ugcPost!,
      { views: totals?.impressionCount ?? null, shares: totals?.shareCount ?? null },
    ]),
  );
}

function toNumbers({ likesSummary: likes, commentsSummary: comments }: SocialAction) {
  return {
    likes: likes.aggregatedTotalLikes ?? likes.totalLikes ?? null,
    comments: comments?.aggregatedTotalComments ?? comments?.totalFirstLevelComments ?? null,
  };
}

async function readOrganization(client: Upstream, { id }: SourceSubject, signal: AbortSignal) {
  const query = { q: 'vanityName', vanityName: id };
  const request = { operation: 'profile', path: '/rest/organizations', query, signal };
  const [found] = (await client.ask(request, readAs(Organizations))).elements;
  if (!found) return null;
  const urn = encodeURIComponent(`urn:li:organization:${found.id}`);
  const path = `/rest/networkSizes/${urn}?edgeType=COMPANY_FOLLOWED_BY_MEMBER`;
  const size = await client.ask({ operation: 'profile', path, signal }, readAs(NetworkSize));
  return { facts: toProfile(id, found, size.firstDegreeSize ?? null) };
}

function toProfile(requested: string, found: Organization, followers: Metric): Profile {
  return {
    username: found.vanityName ?? requested,
    fullName: found.localizedName ?? null,
    bio: found.localizedDescription ?? null,
    pictureUrl: null,
    followers,
    following: null,
    postsCount: null,
    isVerified: null,
    externalUrl: found.localizedWebsite ?? null,
  };
}
