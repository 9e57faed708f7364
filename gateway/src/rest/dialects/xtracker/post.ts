import { Type } from 'typebox';
import { toTime } from './time.ts';

/** What a post of the document is made from. */
export const POST_FIELDS = `
  id internalId content postedAt url likes retweets replies isRetweet isReply inReplyToUser inReplyToPost
  quotedPostId quotedContent quotedUsername hashtags mentions urls media { type url }
  account { internalId username }
  thread { id isStarter length }
`;

/** A post as the graph gives it. */
export interface SourcePost {
  readonly id: string;
  readonly internalId: number;
  readonly content: string;
  readonly postedAt: string;
  readonly url: string;
  readonly likes: number | null;
  readonly retweets: number | null;
  readonly replies: number | null;
  readonly isRetweet: boolean;
  readonly isReply: boolean;
  readonly inReplyToUser: string | null;
  readonly inReplyToPost: string | null;
  readonly quotedPostId: string | null;
  readonly quotedContent: string | null;
  readonly quotedUsername: string | null;
  readonly hashtags: readonly string[];
  readonly mentions: readonly string[];
  readonly urls: readonly string[];
  readonly media: readonly { readonly type: string; readonly url: string }[];
  readonly account: { readonly internalId: number; readonly username: string };
  readonly thread: SourceThread | null;
}

/** A thread as the graph gives it; summary and posts where they were asked for. */
export interface SourceThread {
  readonly id: string;
  readonly isStarter: boolean;
  readonly length: number;
  readonly summary?: string | null;
  readonly posts?: readonly { readonly id: string; readonly content: string; readonly postedAt: string }[];
}

/** The document's Post; what is not known is left out, as the document has no nulls. */
export function toPost(post: SourcePost) {
  return {
    ...toSimplePost(post),
    ...present({
      likes_count: post.likes,
      retweets_count: post.retweets,
      replies_count: post.replies,
      in_reply_to_user: post.inReplyToUser,
      in_reply_to_status: post.inReplyToPost,
      thread_id: post.thread?.id ?? null,
      quoted_post_id: post.quotedPostId,
      quoted_content: post.quotedContent,
      quoted_username: post.quotedUsername,
    }),
    is_retweet: post.isRetweet,
    is_reply: post.isReply,
    is_thread: post.thread !== null,
    hashtags: post.hashtags,
    mentions: post.mentions,
    urls: post.urls,
    media: post.media,
  };
}

/** The minimal fields of a post. */
export function toSimplePost(post: SourcePost) {
  return {
    id: post.internalId,
    post_id: post.id,
    account_id: post.account.internalId,
    username: post.account.username,
    content: post.content,
    posted_at: toTime(post.postedAt),
  };
}

/** The post as the prose shows it by id, with its nulls. */
export function toTweet(post: SourcePost) {
  return {
    ...toSimplePost(post),
    likes_count: post.likes,
    retweets_count: post.retweets,
    replies_count: post.replies,
    is_retweet: post.isRetweet,
    is_thread_starter: post.thread?.isStarter ?? false,
    thread_id: post.thread?.id ?? null,
    quoted_post_id: post.quotedPostId,
    hashtags: post.hashtags,
    mentions: post.mentions,
    media: post.media,
    url: post.url,
  };
}

/** What is said of the thread that a post is part of. */
export function toThread({ id, isStarter, length, summary, posts }: SourceThread) {
  return {
    thread_id: id,
    is_thread_starter: isStarter,
    thread_length: length,
    ...present({ thread_summary: summary }),
    ...(posts && {
      posts: posts.map((each) => ({
        post_id: each.id,
        content: each.content,
        posted_at: toTime(each.postedAt),
      })),
    }),
  };
}

function present<Members extends object>(members: Members): { [Name in keyof Members]?: unknown } {
  const known = Object.entries(members).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(known) as { [Name in keyof Members]?: unknown };
}

const text = (description: string) => Type.Optional(Type.String({ description }));
const whole = (description: string) => Type.Optional(Type.Integer({ description }));
const texts = (description: string) => Type.Optional(Type.Array(Type.String(), { description }));

const simpleFields = {
  id: Type.Integer({ description: 'Internal post ID' }),
  post_id: Type.String({ description: 'Twitter post ID' }),
  account_id: Type.Integer({ description: 'Internal account ID' }),
  username: Type.String({ description: 'Twitter username' }),
  content: Type.String({ description: 'Post text content' }),
  posted_at: Type.String({ format: 'date-time', description: 'When the post was created' }),
};

const mediaSchema = Type.Array(
  Type.Object({ type: Type.String({ enum: ['photo', 'video', 'gif'] }), url: Type.String() }),
  { description: 'Media attached to the post' },
);

export const postSchema = Type.Object({
  ...simpleFields,
  likes_count: whole('Number of likes'),
  retweets_count: whole('Number of retweets'),
  replies_count: whole('Number of replies'),
  is_retweet: Type.Optional(Type.Boolean({ description: 'Whether this is a retweet' })),
  is_reply: Type.Optional(Type.Boolean({ description: 'Whether this is a reply' })),
  in_reply_to_user: text('Username being replied to'),
  in_reply_to_status: text('Status ID being replied to'),
  is_thread: Type.Optional(Type.Boolean({ description: 'Whether this post is part of a thread' })),
  thread_id: text('Thread ID if post is part of a thread'),
  quoted_post_id: text('ID of quoted post'),
  quoted_content: text('Content of quoted post'),
  quoted_username: text('Username of author of quoted post'),
  hashtags: texts('Hashtags in the post'),
  mentions: texts('User mentions in the post'),
  urls: texts('URLs in the post'),
  media: Type.Optional(mediaSchema),
  thread: Type.Optional(
    Type.Object(
      {},
      { description: 'The thread, with include_threads=true or view=thread.', additionalProperties: true },
    ),
  ),
});

const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);

export const tweetSchema = Type.Object({
  ...simpleFields,
  likes_count: orNull(Type.Integer()),
  retweets_count: orNull(Type.Integer()),
  replies_count: orNull(Type.Integer()),
  is_retweet: Type.Boolean(),
  is_thread_starter: Type.Boolean(),
  thread_id: orNull(Type.String()),
  quoted_post_id: orNull(Type.String()),
  hashtags: Type.Array(Type.String()),
  mentions: Type.Array(Type.String()),
  media: mediaSchema,
  url: Type.String(),
});

export const TWEET_EXAMPLE = {
  id: 12345,
  post_id: '1234567890123456789',
  account_id: 42,
  username: 'elonmusk',
  content: 'This is an example post with #hashtags and @mentions',
  posted_at: '2025-01-15T12:34:56Z',
  likes_count: 4582,
  retweets_count: 891,
  replies_count: 327,
  is_retweet: false,
  is_thread_starter: false,
  thread_id: null,
  quoted_post_id: null,
  hashtags: ['hashtags'],
  mentions: ['mentions'],
  media: [],
  url: 'https://x.com/elonmusk/status/1234567890123456789',
};
