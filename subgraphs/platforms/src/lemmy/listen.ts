import { type ListenClient, openListenClient } from '../listen/client.ts';
import { createItem, type Deletion, type Item, type ItemAuthor, NO_AUTHOR } from '../listen/item.ts';
import { distinct, linksInText } from '../listen/links.ts';
import { readNewestFirst } from '../listen/newest-first.ts';
import { numberedBatch, pageNumber } from '../listen/search-page.ts';
import type { Batch, ListenPart, ReadOptions, SearchRequest } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { type CommentView, Found, Posts, type PostView } from './api.ts';
import type { settings } from './client.ts';

const MINUTE = 60_000;
const PAGE_SIZE = 50;
/** Posts of other servers arrive this late, in milliseconds. */
const OVERLAP = 10 * MINUTE;

/** New posts that one server knows; earlier posts and comments by its search. */
export const listen: ListenPart<typeof settings> = {
  keyless: true,
  requires: 'LEMMY_URL',
  retentionDays: null,
  // The default of a server for searches is stricter than that for lists.
  quota: [{ units: 60, windowMs: 10 * MINUTE }],
  open({ settings: { LEMMY_URL: baseUrl }, policy, budget }) {
    if (!baseUrl) return null;
    const client = openListenClient({ name: 'lemmy', baseUrl }, { policy, budget });
    return {
      tail: {
        intervalMs: MINUTE,
        poll: (cursor, { signal }) =>
          readNewestFirst(cursor, OVERLAP, async (page) => {
            const query = {
              type_: 'All',
              sort: 'New',
              limit: PAGE_SIZE,
              ...(page ? { page_cursor: page } : {}),
            };
            const request = { operation: 'newest', path: '/api/v3/post/list', query, signal };
            const { posts, next_page } = await client.ask(request, readAs(Posts));
            return {
              items: posts.map(fromPost).filter((item) => item !== null),
              deletions: posts.flatMap(deletionOf),
              next: next_page ?? null,
            };
          }),
      },
      search: {
        intervalMs: 15 * MINUTE,
        pageCost: { units: 1 },
        pageSize: PAGE_SIZE,
        search: (request, options) => search(client, request, options),
      },
    };
  },
};

async function search(client: ListenClient, request: SearchRequest, { signal }: ReadOptions): Promise<Batch> {
  const page = pageNumber(request.cursor, 1);
  const query = { q: request.query, type_: 'All', sort: 'New', listing_type: 'All', limit: PAGE_SIZE, page };
  const asked = { operation: 'search', path: '/api/v3/search', query, signal };
  const { posts, comments } = await client.ask(asked, readAs(Found));
  const found = [...posts.map(fromPost), ...comments.map(fromComment)].filter((item) => item !== null);
  const items = found.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return numberedBatch(items, found.length > 0 ? page + 1 : null, request);
}

function deletionOf({ post }: PostView): Deletion[] {
  return post.deleted || post.removed ? [{ nativeId: post.ap_id }] : [];
}

function fromPost({ post, creator, community, counts }: PostView): Item | null {
  const createdAt = published(post.published);
  if (post.deleted || post.removed || !createdAt || !URL.canParse(post.ap_id)) return null;
  const words = post.body ?? '';
  return createItem({
    platform: 'lemmy',
    nativeId: post.ap_id,
    url: post.ap_id,
    kind: 'post',
    title: post.name ?? null,
    text: words,
    author: authorOf(creator),
    createdAt,
    community: communityOf(community),
    metrics: {
      likes: counts?.upvotes ?? null,
      comments: counts?.comments ?? null,
      shares: null,
      views: null,
    },
    links: distinct([post.url, ...linksInText(words)]),
  });
}

function fromComment({ comment, post, creator, community, counts }: CommentView): Item | null {
  const createdAt = published(comment.published);
  if (comment.deleted || comment.removed || !createdAt || !URL.canParse(comment.ap_id)) return null;
  const words = comment.content ?? '';
  return createItem({
    platform: 'lemmy',
    nativeId: comment.ap_id,
    url: comment.ap_id,
    kind: 'comment',
    title: post?.name ?? null,
    text: words,
    author: authorOf(creator),
    createdAt,
    rootId: post?.ap_id ?? null,
    community: communityOf(community),
    metrics: {
      likes: counts?.upvotes ?? null,
      comments: counts?.child_count ?? null,
      shares: null,
      views: null,
    },
    links: linksInText(words),
  });
}

/** Parses a time; older versions write it in UTC without saying so. */
function published(text: string | null | undefined): Date | null {
  if (!text) return null;
  const date = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

function authorOf(creator: PostView['creator']): ItemAuthor {
  if (!creator?.actor_id) return NO_AUTHOR;
  return {
    ...NO_AUTHOR,
    nativeId: creator.actor_id,
    handle: creator.name ? `${creator.name}@${new URL(creator.actor_id).host}` : null,
    displayName: creator.display_name ?? null,
    url: creator.actor_id,
    avatarUrl: creator.avatar ?? null,
  };
}

/** Returns the full name of a community: `tea@lemmy.example`. */
function communityOf(community: PostView['community']): string | null {
  if (!community?.name) return null;
  return community.actor_id ? `${community.name}@${new URL(community.actor_id).host}` : community.name;
}
