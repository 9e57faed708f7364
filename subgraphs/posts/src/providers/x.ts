import {
  count,
  counterIn,
  type Json,
  need,
  object,
  objectOr,
  objects,
  openUpstream,
  text,
  time,
  UpstreamError,
  upstreamMetrics,
} from '@tributary/kit/http-client';
import { unescapeHtml } from '@tributary/kit/text';
import type { PostsSettings } from '../settings.ts';
import type { AccountOfX } from '../x/data/x-refreshes.ts';
import type { FromX } from '../x/post.ts';
import type { Resource } from '../x/refresh/prices.ts';
import { readTags } from '../x/tags.ts';

/** The X API v2, as far as followed accounts need it. */
export interface XSource {
  /** What X says of an account; null when X has no such account. */
  findAccount(username: string, signal: AbortSignal): Promise<AccountOfX | null>;
  /** A page of an account's posts, newest first. */
  listPosts(accountId: string, page: XPageRequest, signal: AbortSignal): Promise<XPage>;
  /** Counts dollars that were spent, for the metrics. */
  charged(dollars: number): void;
}

/** Which posts of an account are asked for. */
export interface XPageRequest {
  /** Only those after this one. */
  readonly since: string | null;
  /** At most so many, 5 to 100. */
  readonly most: number;
  /** Where the page before has ended; null for the first. */
  readonly next: string | null;
}

/** A page of posts. */
export interface XPage {
  readonly posts: FromX[];
  /** What X has read for it, and charges for: its posts, and what they refer to. */
  readonly reads: Resource[];
  /** Where the next one begins; null for the last. */
  readonly next: string | null;
}

const TIMEOUT = 4_000;
const COST = 'tributary_x_cost_dollars_total';
const FIELDS =
  'created_at,public_metrics,conversation_id,in_reply_to_user_id,entities,attachments,referenced_tweets,note_tweet';

/** Opens the X API, in its old words (tweets) and its new ones (posts); null without a token. */
export function openX(
  settings: PostsSettings,
  registry: Parameters<typeof upstreamMetrics>[0],
): XSource | null {
  const { POSTS_X_TOKEN: token, POSTS_X_URL: baseUrl, POSTS_X_WORDS: words } = settings;
  if (!token) return null;
  const metrics = upstreamMetrics(registry);
  const cost = counterIn(
    registry,
    COST,
    "US dollars spent on posts of X since this process began, by X's price list.",
  );
  const headers = { authorization: `Bearer ${token}`, 'user-agent': 'Tributary/0.1 (self-hosted)' };
  const upstream = openUpstream({ name: 'x-posts', baseUrl, headers, timeout: TIMEOUT, metrics });
  const fields = words === 'tweet' ? FIELDS : FIELDS.replaceAll('tweet', 'post');
  return {
    findAccount(username, signal) {
      const path = `/2/users/by/username/${encodeURIComponent(username)}`;
      return upstream.ask({ operation: 'user_lookup', path, signal }, (body) => {
        const { data, errors } = object(body, 'body');
        if (data === undefined && Array.isArray(errors)) return null;
        const user = object(data, 'data');
        return { id: need(user['id'], 'id'), username: need(user['username'], 'username') };
      });
    },
    charged: (dollars) => cost.inc(dollars),
    listPosts(accountId, { since, most, next }, signal) {
      const query = {
        max_results: most,
        [`${words}.fields`]: fields,
        // Whose posts they are is known: their author is not paid for.
        expansions: `in_reply_to_user_id,attachments.media_keys,referenced_${words}s.id,referenced_${words}s.id.author_id`,
        'media.fields': 'type,url,preview_image_url',
        'user.fields': 'username',
        ...(since ? { since_id: since } : {}),
        ...(next ? { pagination_token: next } : {}),
      };
      const path = `/2/users/${encodeURIComponent(accountId)}/tweets`;
      return upstream.ask({ operation: 'user_timeline', path, query, signal }, (body) =>
        readPage(object(body, 'body')),
      );
    },
  };
}

/** What an answer names beside its posts. */
interface Included {
  readonly usernames: ReadonlyMap<string, string>;
  readonly posts: ReadonlyMap<string, Json>;
  readonly media: ReadonlyMap<string, Json>;
}

function readPage(body: Json): XPage {
  const includes = objectOr(body['includes']);
  const by = (list: unknown, key: string) =>
    new Map(objects(list ?? [], key).map((each) => [need(each[key], key), each]));
  const included: Included = {
    usernames: new Map(
      [...by(includes['users'], 'id')].map(([id, user]) => [id, need(user['username'], 'username')]),
    ),
    posts: by(includes['posts'] ?? includes['tweets'], 'id'),
    media: by(includes['media'], 'media_key'),
  };
  const meta = objectOr(body['meta']);
  // An account without posts since then has no `data`, and says that there are none.
  const none = body['data'] === undefined && meta['result_count'] === 0;
  const posts = none ? [] : objects(body['data'], 'data').map((post) => toPost(post, included));
  return {
    posts,
    reads: [
      ...[...posts.map(({ id }) => id), ...included.posts.keys()].map((id): Resource => `post:${id}`),
      ...[...included.usernames.keys()].map((id): Resource => `user:${id}`),
    ],
    next: text(meta['next_token']),
  };
}

function toPost(post: Json, { usernames, posts, media }: Included): FromX {
  const references = objects(post['referenced_posts'] ?? post['referenced_tweets'] ?? [], 'references');
  const reference = (type: string) => text(references.find((each) => each['type'] === type)?.['id']);
  const nameOf = (id: unknown) => (typeof id === 'string' ? (usernames.get(id) ?? null) : null);
  const quotedPostId = reference('quoted');
  const quoted = quotedPostId ? posts.get(quotedPostId) : undefined;
  const repostedId = reference('retweeted');
  const reposted = repostedId ? posts.get(repostedId) : undefined;
  const content = reposted ? repostOf(post, reposted, nameOf(reposted['author_id'])) : contentOf(post);
  const metrics = objectOr(post['public_metrics']);
  const keys = objectOr(post['attachments'])['media_keys'];
  const postedAt = time(post['created_at']);
  if (!postedAt) throw new UpstreamError('malformed', 'A post has no created_at.');
  return {
    origin: 'x',
    id: need(post['id'], 'id'),
    content,
    postedAt: new Date(postedAt),
    conversationId: text(post['conversation_id']),
    inReplyToUser: nameOf(post['in_reply_to_user_id']),
    inReplyToPost: reference('replied_to'),
    quotedPostId,
    quotedContent: quoted ? contentOf(quoted) : null,
    quotedUsername: quoted ? nameOf(quoted['author_id']) : null,
    isRetweet: repostedId !== null,
    ...readTags(content),
    ...entitiesOf(reposted ?? post),
    media: (Array.isArray(keys) ? keys : []).flatMap((key) => toMedia(media.get(String(key)))),
    likes: count(metrics['like_count']),
    retweets: count(metrics['repost_count'] ?? metrics['retweet_count']),
    replies: count(metrics['reply_count']),
    views: count(metrics['impression_count']),
  };
}

/** The whole text, which X escapes once; long posts have it as a note. */
function contentOf(post: Json): string {
  return unescapeHtml(text(noteOf(post)['text']) ?? text(post['text']) ?? '');
}

/** A repost with the whole text of the original: X cuts it in the repost itself. */
function repostOf(repost: Json, original: Json, author: string | null): string {
  const [prefix] = /^RT @\w{1,15}: /.exec(contentOf(repost)) ?? [];
  const begins = author === null ? prefix : `RT @${author}: `;
  return begins === undefined ? contentOf(repost) : begins + contentOf(original);
}

function noteOf(post: Json): Json {
  return objectOr(post['note_post'] ?? post['note_tweet']);
}

/** X's own reading of a text, where it gives one: its addresses in full, which the text has shortened. */
function entitiesOf(post: Json): Partial<Pick<FromX, 'urls'>> {
  // The entities of the post itself end after 280 characters; those of a note cover all of it.
  const { urls } = objectOr(noteOf(post)['entities'] ?? post['entities']);
  if (!Array.isArray(urls)) return {};
  const full = objects(urls, 'urls').flatMap((url) => text(url['expanded_url']) ?? text(url['url']) ?? []);
  return { urls: [...new Set(full)] };
}

function toMedia(media: Json | undefined): { type: string; url: string }[] {
  const url = media && (text(media['url']) ?? text(media['preview_image_url']));
  if (!media || !url) return [];
  const type = media['type'] === 'animated_gif' ? 'gif' : media['type'] === 'video' ? 'video' : 'photo';
  return [{ type, url }];
}
