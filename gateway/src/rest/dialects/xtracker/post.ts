import { Type } from 'typebox';

/** Selection of {@link SourcePost}. */
export const POST_FIELDS = `
  id internalId account { username internalId } content postedAt likes retweets replies isRetweet isReply
  inReplyToUser inReplyToPost quotedPostId quotedContent quotedUsername hashtags mentions urls media { type url }
  thread { starterId }
`;

/** A post, as the graph returns it. */
export interface SourcePost {
  id: string;
  internalId: number;
  account: { username: string; internalId: number };
  content: string;
  postedAt: string;
  likes: number | null;
  retweets: number | null;
  replies: number | null;
  isRetweet: boolean;
  isReply: boolean;
  inReplyToUser: string | null;
  inReplyToPost: string | null;
  quotedPostId: string | null;
  quotedContent: string | null;
  quotedUsername: string | null;
  hashtags: string[];
  mentions: string[];
  urls: string[];
  media: { type: string; url: string }[];
  thread: SourceThread | null;
}

/** The thread of a post; each view selects some of its members. */
export interface SourceThread {
  starterId: string;
  length?: number;
  isStarter?: boolean;
  summary?: string | null;
  posts?: SourcePost[];
}

/** Formats a time as documented: ISO 8601 without milliseconds. */
export function timeOf(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

/** Returns the leading members of every documented form of a whole post. */
export function coreOf(post: SourcePost) {
  return {
    id: post.internalId,
    post_id: post.id,
    account_id: post.account.internalId,
    username: post.account.username,
    content: post.content,
    posted_at: timeOf(post.postedAt),
    likes_count: post.likes,
    retweets_count: post.retweets,
    replies_count: post.replies,
    is_retweet: post.isRetweet,
  };
}

/** Presents the media of a post, with XTracker's names of their types. */
export function mediaOf({ media }: Pick<SourcePost, 'media'>): SourcePost['media'] {
  return media.map(({ type, url }) => ({ type: type.toLowerCase(), url }));
}

/** Presents a post without its empty members, because the OpenAPI document has no nulls. */
export function toPost(post: SourcePost): object {
  return withoutNulls({
    ...coreOf(post),
    is_reply: post.isReply,
    in_reply_to_user: post.inReplyToUser,
    in_reply_to_status: post.inReplyToPost,
    is_thread: post.thread !== null,
    thread_id: post.thread?.starterId,
    quoted_post_id: post.quotedPostId,
    quoted_content: post.quotedContent,
    quoted_username: post.quotedUsername,
    hashtags: post.hashtags,
    mentions: post.mentions,
    urls: post.urls,
    media: mediaOf(post),
  });
}

/** Presents only the essential members of a post. */
export function toSimplePost(post: SourcePost): object {
  return withoutNulls({
    post_id: post.id,
    username: post.account.username,
    content: post.content,
    posted_at: timeOf(post.postedAt),
    likes_count: post.likes,
    retweets_count: post.retweets,
    replies_count: post.replies,
  });
}

/** Omits members that are null or undefined. */
export function withoutNulls(members: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined),
  );
}

const optionalText = Type.Optional(Type.String());
const optionalCount = Type.Optional(Type.Integer());

const postMembers = {
  id: Type.Optional(Type.Integer({ description: 'Internal post ID' })),
  post_id: Type.String({ description: 'X post ID' }),
  account_id: Type.Optional(Type.Integer({ description: 'Internal account ID' })),
  username: Type.String(),
  content: Type.String(),
  posted_at: Type.String({ format: 'date-time' }),
  likes_count: optionalCount,
  retweets_count: optionalCount,
  replies_count: optionalCount,
  is_retweet: Type.Optional(Type.Boolean()),
  is_reply: Type.Optional(Type.Boolean()),
  in_reply_to_user: optionalText,
  in_reply_to_status: optionalText,
  is_thread: Type.Optional(Type.Boolean({ description: 'Whether the post is part of a thread' })),
  thread_id: optionalText,
  quoted_post_id: optionalText,
  quoted_content: optionalText,
  quoted_username: optionalText,
  hashtags: Type.Optional(Type.Array(Type.String())),
  mentions: Type.Optional(Type.Array(Type.String())),
  urls: Type.Optional(Type.Array(Type.String())),
  media: Type.Optional(
    Type.Array(Type.Object({ type: Type.String({ enum: ['photo', 'video', 'gif'] }), url: Type.String() })),
  ),
};

/** Schema of {@link toPost}. */
export const postSchema = Type.Object({
  ...postMembers,
  thread: Type.Optional(
    Type.Object(
      {
        thread_id: Type.String(),
        length: Type.Optional(Type.Integer({ description: 'Number of posts in the thread.' })),
        is_starter: Type.Optional(
          Type.Boolean({ description: 'Whether the post is the first of the thread.' }),
        ),
        summary: optionalText,
        posts: Type.Optional(
          Type.Array(Type.Object(postMembers), {
            description: 'With `view=thread`: the posts of the thread, at the first of them in the response.',
          }),
        ),
      },
      { description: 'With `view=thread` or `include_threads`, if the post is part of a thread.' },
    ),
  ),
});

/**
 * Schemas of a hashtag and a mention from the document's components, which no documented operation
 * returns.
 */
export const hashtagSchema = Type.Object({
  tag: Type.Optional(Type.String({ description: 'Hashtag text (without # symbol)' })),
  count: Type.Optional(Type.Integer({ description: 'Number of posts containing this hashtag' })),
});
export const mentionSchema = Type.Object({
  username: Type.Optional(Type.String({ description: 'Username mentioned (without @ symbol)' })),
  count: Type.Optional(Type.Integer({ description: 'Number of posts containing this mention' })),
});

/** The document's example of {@link coreOf}. */
export const CORE_EXAMPLE = {
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
};

/** The document's example of a post. */
export const POST_EXAMPLE = {
  ...CORE_EXAMPLE,
  is_reply: false,
  is_thread: false,
  hashtags: ['hashtags'],
  mentions: ['mentions'],
  urls: [],
  media: [],
};

/** Errors of every route, by status. */
export const ERRORS = {
  400: ['validation_error'],
  401: ['auth_error'],
  403: ['permission_error'],
  429: ['rate_limit_exceeded'],
  500: ['server_error'],
} as const;

/** Errors of a route for one account or post. */
export const FINDING_ERRORS = { ...ERRORS, 404: ['not_found'] } as const;
