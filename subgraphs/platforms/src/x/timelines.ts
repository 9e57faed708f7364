import { UpstreamError, type UpstreamMetrics } from '@tributary/kit/http-client';
import { unescapeHtml } from '@tributary/kit/text';
import type { StaticDecode } from 'typebox';
import { openClient } from '../client.ts';
import { readAs } from '../vendor-json.ts';
import { FoundUser, type Media, type Post, Timeline } from './api.ts';
import { endpoint, postFields, type XSettings } from './client.ts';

/** A post of X with the texts and names of the posts it refers to. */
export interface XTimelinePost {
  readonly id: string;
  readonly content: string;
  readonly postedAt: Date;
  readonly conversationId: string | null;
  readonly inReplyToUser: string | null;
  readonly inReplyToPost: string | null;
  readonly quotedPostId: string | null;
  readonly quotedContent: string | null;
  readonly quotedUsername: string | null;
  readonly isRetweet: boolean;
  /** Full URLs of its links, which the text shortens; null if X does not list them. */
  readonly urls: readonly string[] | null;
  readonly media: readonly { readonly type: string; readonly url: string }[];
  readonly likes: number | null;
  readonly retweets: number | null;
  readonly replies: number | null;
  readonly views: number | null;
}

/** A request for a page of an account's posts. */
export interface XPageRequest {
  /** Only posts after this one. */
  readonly since: string | null;
  /** Page size, 5 to 100. */
  readonly most: number;
  /** Cursor from the previous page; null for the first one. */
  readonly next: string | null;
}

/** A page of posts. */
export interface XPage {
  readonly posts: XTimelinePost[];
  /** Resources that X reads for the page and charges for: its posts and what they refer to. */
  readonly reads: { readonly kind: 'post' | 'user'; readonly id: string }[];
  /** Cursor of the next page; null after the last one. */
  readonly next: string | null;
}

/** Reads timelines of accounts. */
export interface XTimelines {
  /** Finds an account; null if X has none of this name. */
  findAccount(username: string, signal: AbortSignal): Promise<{ id: string; username: string } | null>;
  /** Lists posts of an account, newest first. */
  listPosts(accountId: string, page: XPageRequest, signal: AbortSignal): Promise<XPage>;
}

const TIMEOUT = 4_000;
const FIELDS =
  'created_at,public_metrics,conversation_id,in_reply_to_user_id,entities,attachments,referenced_tweets,note_tweet';

/** Opens the timelines of X; null without a token. */
export function openXTimelines(
  settings: XSettings,
  metrics: UpstreamMetrics,
  clock: () => number,
): XTimelines | null {
  const { X_TOKEN: token, X_WORDS: word } = settings;
  if (!token) return null;
  const client = openClient(endpoint(settings, token), { timeout: TIMEOUT, metrics, clock });
  return {
    async findAccount(username, signal) {
      const path = `/2/users/by/username/${encodeURIComponent(username)}`;
      const { data } = await client.ask({ operation: 'user_lookup', path, signal }, readAs(FoundUser));
      return data ? { id: data.id, username: data.username } : null;
    },
    listPosts(accountId, { since, most, next }, signal) {
      const query = {
        max_results: most,
        ...postFields(settings, FIELDS),
        // The author is not expanded: it is known, and X charges for expanded users.
        expansions: `in_reply_to_user_id,attachments.media_keys,referenced_${word}s.id,referenced_${word}s.id.author_id`,
        'media.fields': 'type,url,preview_image_url',
        'user.fields': 'username',
        ...(since ? { since_id: since } : {}),
        ...(next ? { pagination_token: next } : {}),
      };
      const path = `/2/users/${encodeURIComponent(accountId)}/tweets`;
      return client.ask({ operation: 'user_timeline', path, query, signal }, (body) =>
        toPage(readAs(Timeline)(body)),
      );
    },
  };
}

/** Resources included in a response besides its posts, by id. */
interface Included {
  readonly usernames: ReadonlyMap<string, string>;
  readonly posts: ReadonlyMap<string, Post>;
  readonly media: ReadonlyMap<string, Media>;
}

function toPage(page: StaticDecode<typeof Timeline>): XPage {
  if (!page.data) return { posts: [], reads: [], next: null };
  const { includes } = page;
  const included: Included = {
    usernames: new Map(includes?.users?.map(({ id, username }) => [id, username])),
    posts: new Map((includes?.posts ?? includes?.tweets)?.map((post) => [post.id, post])),
    media: new Map(includes?.media?.map((media) => [media.media_key, media])),
  };
  const posts = page.data.map((post) => toPost(post, included));
  return {
    posts,
    reads: [
      ...[...posts.map(({ id }) => id), ...included.posts.keys()].map((id) => ({
        kind: 'post' as const,
        id,
      })),
      ...[...included.usernames.keys()].map((id) => ({ kind: 'user' as const, id })),
    ],
    next: page.meta?.next_token ?? null,
  };
}

function toPost(post: Post, { usernames, posts, media }: Included): XTimelinePost {
  const references = post.referenced_posts ?? post.referenced_tweets ?? [];
  const reference = (type: string) => references.find((each) => each.type === type)?.id ?? null;
  const nameOf = (id: string | null | undefined) => (id ? (usernames.get(id) ?? null) : null);
  const quotedPostId = reference('quoted');
  const quoted = quotedPostId ? posts.get(quotedPostId) : undefined;
  const repostedId = reference('retweeted');
  const reposted = repostedId ? posts.get(repostedId) : undefined;
  const metrics = post.public_metrics;
  if (!post.created_at) throw new UpstreamError('malformed', 'A post has no created_at.');
  return {
    id: post.id,
    content: reposted ? repostOf(post, reposted, nameOf(reposted.author_id)) : contentOf(post),
    postedAt: new Date(post.created_at),
    conversationId: post.conversation_id ?? null,
    inReplyToUser: nameOf(post.in_reply_to_user_id),
    inReplyToPost: reference('replied_to'),
    quotedPostId,
    quotedContent: quoted ? contentOf(quoted) : null,
    quotedUsername: quoted ? nameOf(quoted.author_id) : null,
    isRetweet: repostedId !== null,
    urls: urlsOf(reposted ?? post),
    media: (post.attachments?.media_keys ?? []).flatMap((key) => toMedia(media.get(key))),
    likes: metrics?.like_count ?? null,
    retweets: metrics?.repost_count ?? metrics?.retweet_count ?? null,
    replies: metrics?.reply_count ?? null,
    views: metrics?.impression_count ?? null,
  };
}

/** Returns the full text, unescaped once; X returns that of a long post as a note. */
function contentOf(post: Post): string {
  return unescapeHtml(noteOf(post)?.text ?? post.text ?? '');
}

/** Returns the text of a repost with the full original, which X truncates in the repost. */
function repostOf(repost: Post, original: Post, author: string | null): string {
  const [prefix] = /^RT @\w{1,15}: /.exec(contentOf(repost)) ?? [];
  const start = author === null ? prefix : `RT @${author}: `;
  return start === undefined ? contentOf(repost) : start + contentOf(original);
}

function noteOf(post: Post) {
  return post.note_post ?? post.note_tweet;
}

function urlsOf(post: Post): string[] | null {
  // A post's own entities cover its first 280 characters, those of its note the whole text.
  const { urls } = noteOf(post)?.entities ?? post.entities ?? {};
  return urls ? [...new Set(urls.flatMap(({ url, expanded_url }) => expanded_url ?? url ?? []))] : null;
}

function toMedia(media: Media | undefined): { type: string; url: string }[] {
  const url = media?.url ?? media?.preview_image_url;
  if (!media || !url) return [];
  const type = media.type === 'animated_gif' ? 'gif' : media.type === 'video' ? 'video' : 'photo';
  return [{ type, url }];
}
