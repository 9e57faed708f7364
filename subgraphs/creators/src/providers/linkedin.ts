import {
  address,
  count,
  type Json,
  need,
  object,
  objectOr,
  objects,
  text,
  type Upstream,
} from '@tributary/kit/http-client';
import type { Profile, Subject, Told } from '../facts.ts';
import { type LiveOptions, openSource } from './live.ts';
import { type Call, oneByOne, type Provider } from './provider.ts';

/**
 * LinkedIn for organisations. Reactions and comments of a post are public to an application with access; impressions
 * only of the own organisation's posts. Without them views are null: reactions are no views.
 */
export function linkedin(options: LiveOptions): Provider | null {
  const { settings } = options;
  const { CREATORS_LINKEDIN_TOKEN: token, CREATORS_LINKEDIN_ORGANIZATION: organization } = settings;
  if (!token) return null;
  const upstream = openSource(options, {
    name: 'linkedin',
    baseUrl: settings.CREATORS_LINKEDIN_URL,
    headers: {
      authorization: `Bearer ${token}`,
      'linkedin-version': settings.CREATORS_LINKEDIN_VERSION,
      'x-restli-protocol-version': '2.0.0',
    },
  });
  return {
    name: 'linkedin',
    platforms: ['linkedin'],
    live: true,
    capabilities: {
      post_stats: {
        most: 50,
        async read(subjects, call) {
          const [actions, views] = await Promise.all([
            socialActions(upstream, subjects, call),
            organization
              ? impressions(upstream, organization, subjects, call)
              : new Map<string, Impressions>(),
          ]);
          return subjects.map(({ id, username }) => {
            const post = actions[id];
            if (!post) return null;
            const numbers = toNumbers(object(post, 'post'));
            const own = views.get(id) ?? { views: null, shares: null };
            return { facts: { postId: id, username, ...numbers, ...own } };
          });
        },
      },
      profile: oneByOne<'profile'>((subject, call) => readOrganization(upstream, subject, call)),
    },
  };
}

/** Rest.li writes a list of keys in its own way, which must not be encoded again as a whole. */
function restList(ids: readonly string[]): string {
  return `List(${ids.map(encodeURIComponent).join(',')})`;
}

function socialActions(upstream: Upstream, subjects: readonly Subject[], { signal }: Call): Promise<Json> {
  const path = `/rest/socialActions?ids=${restList(subjects.map(({ id }) => id))}`;
  return upstream.ask({ operation: 'post_stats', path, signal }, (body) =>
    object(object(body, 'body')['results'], 'results'),
  );
}

interface Impressions {
  views: Told;
  shares: Told;
}

async function impressions(
  upstream: Upstream,
  organization: string,
  subjects: readonly Subject[],
  { signal }: Call,
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
  const elements = await upstream.ask({ operation: 'post_stats', path, signal }, (body) =>
    objects(object(body, 'body')['elements'], 'elements'),
  );
  return new Map(
    elements.map((element) => {
      const numbers = objectOr(element['totalShareStatistics']);
      const told = { views: count(numbers['impressionCount']), shares: count(numbers['shareCount']) };
      return [need(element['share'] ?? element['ugcPost'], 'share'), told];
    }),
  );
}

function toNumbers(post: Json): { likes: Told; comments: Told } {
  const likes = object(post['likesSummary'], 'likesSummary');
  const comments = objectOr(post['commentsSummary']);
  return {
    likes: count(likes['aggregatedTotalLikes'] ?? likes['totalLikes']),
    comments: count(comments['aggregatedTotalComments'] ?? comments['totalFirstLevelComments']),
  };
}

async function readOrganization(upstream: Upstream, { id }: Subject, { signal }: Call) {
  const query = { q: 'vanityName', vanityName: id };
  const request = { operation: 'profile', path: '/rest/organizations', query, signal };
  const [found] = await upstream.ask(request, (body) =>
    objects(object(body, 'body')['elements'], 'elements'),
  );
  if (!found) return null;
  const urn = encodeURIComponent(`urn:li:organization:${need(found['id'], 'id')}`);
  const size = `/rest/networkSizes/${urn}?edgeType=COMPANY_FOLLOWED_BY_MEMBER`;
  const followers = await upstream.ask({ operation: 'profile', path: size, signal }, (body) =>
    count(object(body, 'body')['firstDegreeSize']),
  );
  return { facts: toProfile(id, found, followers) };
}

function toProfile(asked: string, found: Json, followers: Told): Profile {
  return {
    username: text(found['vanityName']) ?? asked,
    fullName: text(found['localizedName']),
    bio: text(found['localizedDescription']),
    pictureUrl: null,
    followers,
    following: null,
    postsCount: null,
    isVerified: null,
    externalUrl: address(found['localizedWebsite']),
  };
}
