import { UpstreamError } from '@tributary/kit/http-client';
import { type StaticDecode, Type } from 'typebox';
import { openListenClient } from '../listen/client.ts';
import { createItem, type Item, NO_AUTHOR } from '../listen/item.ts';
import { distinct, linksInText } from '../listen/links.ts';
import { readNewestFirst } from '../listen/newest-first.ts';
import { inParallel } from '../listen/parallel.ts';
import type { ListenPart } from '../listen/source.ts';
import { count, id, ifValid, optional, readAs, text, time, url } from '../vendor-json.ts';
import type { settings } from './client.ts';

const MINUTE = 60_000;
/** Complexity points of a page and of a single post, estimated above what they cost. */
const PAGE_COST = { units: 100 };
const POST_COST = { units: 10 };
/** Posts with a launch in the future appear in between, so that some are listed late. */
const OVERLAP = 60 * MINUTE;

const FIELDS = `id name tagline description url website votesCount commentsCount createdAt
  thumbnail { url } topics(first: 10) { edges { node { name } } } user { id name username profileImage }`;
const NEWEST = `query ($after: String) {
  posts(first: 20, order: NEWEST, after: $after) {
    edges { node { ${FIELDS} } }
    pageInfo { endCursor hasNextPage }
  }
}`;
const ONE = `query ($id: ID!) { post(id: $id) { ${FIELDS} } }`;

const Post = Type.Object({
  id,
  name: text,
  tagline: text,
  description: text,
  url,
  website: url,
  votesCount: count,
  commentsCount: count,
  createdAt: time,
  thumbnail: ifValid(Type.Object({ url })),
  topics: ifValid(Type.Object({ edges: Type.Array(Type.Object({ node: Type.Object({ name: text }) })) })),
  user: ifValid(Type.Object({ id: ifValid(id), name: text, username: text, profileImage: url })),
});
type Post = StaticDecode<typeof Post>;

const Newest = Type.Object({
  data: Type.Object({
    posts: Type.Object({
      edges: Type.Array(Type.Object({ node: Post })),
      pageInfo: Type.Object({ endCursor: text, hasNextPage: Type.Boolean() }),
    }),
  }),
});

const One = Type.Object({ data: Type.Object({ post: optional(Post) }) });

/** The newest launches; the API has no search by words. */
export const listen: ListenPart<typeof settings> = {
  keyless: false,
  requires: 'PRODUCTHUNT_TOKEN, a developer token',
  retentionDays: null,
  quota: [{ units: 6_250, windowMs: 15 * MINUTE }],
  open({ settings, policy, budget }) {
    const { PRODUCTHUNT_TOKEN: token, PRODUCTHUNT_URL: baseUrl } = settings;
    if (!token) return null;
    const headers = { authorization: `Bearer ${token}` };
    const client = openListenClient({ name: 'producthunt', baseUrl, headers }, { policy, budget });
    const request = { method: 'POST' as const, path: '/v2/api/graphql' };
    return {
      tail: {
        intervalMs: 2 * MINUTE,
        poll: (cursor, { signal }) =>
          readNewestFirst(cursor, OVERLAP, async (after) => {
            const body = { query: NEWEST, variables: { after } };
            const asked = { ...request, operation: 'newest', body, cost: PAGE_COST, signal };
            const { posts } = (await client.ask(asked, (answer) => readAs(Newest)(withoutErrors(answer))))
              .data;
            const items = posts.edges.map(({ node }) => toItem(node)).filter((item) => item !== null);
            const { endCursor, hasNextPage } = posts.pageInfo;
            return { items, next: hasNextPage ? (endCursor ?? null) : null };
          }),
      },
      recheck: (ids, { signal }) =>
        inParallel(ids, 2, async (id) => {
          const body = { query: ONE, variables: { id } };
          const asked = { ...request, operation: 'post', body, cost: POST_COST, signal };
          const { post } = (await client.ask(asked, readAs(One))).data;
          return post ? toItem(post) : 'deleted';
        }),
    };
  },
};

/** A GraphQL response with errors has status 200. */
function withoutErrors(body: unknown): unknown {
  const { errors } = (body ?? {}) as { errors?: unknown };
  if (!Array.isArray(errors) || errors.length === 0) return body;
  throw new UpstreamError('refused', 'Product Hunt refuses the query.');
}

function toItem(post: Post): Item | null {
  const { url, createdAt, user, thumbnail } = post;
  if (!url || !createdAt) return null;
  const words = [post.tagline, post.description].filter(Boolean).join('\n');
  return createItem({
    platform: 'producthunt',
    nativeId: post.id,
    url: url.split('?')[0]!,
    kind: 'post',
    title: post.name ?? null,
    text: words,
    author: {
      ...NO_AUTHOR,
      nativeId: user?.id ?? null,
      handle: user?.username ?? null,
      displayName: user?.name ?? null,
      url: user?.username ? `https://www.producthunt.com/@${user.username}` : null,
      avatarUrl: user?.profileImage ?? null,
    },
    createdAt: new Date(createdAt),
    metrics: {
      likes: post.votesCount ?? null,
      comments: post.commentsCount ?? null,
      shares: null,
      views: null,
    },
    media: thumbnail?.url ? [{ type: 'photo', url: thumbnail.url, alt: null }] : [],
    links: distinct([post.website, ...linksInText(words)]),
    tags: (post.topics?.edges ?? []).flatMap(({ node }) => node.name ?? []),
  });
}
