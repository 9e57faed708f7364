import { searchVector } from '@tributary/kit/text';
import type { XPostFields } from '../post.ts';
import { tagsOf } from '../post-tags.ts';

/** An account's internal id and username. */
export interface AccountKey {
  readonly internalId: number;
  readonly username: string;
}

/** Columns that may change when the same post is read again, with their PostgreSQL types. */
export const REPLACED = {
  content: 'text',
  posted_at: 'timestamptz',
  conversation_id: 'text',
  in_reply_to_user: 'text',
  in_reply_to_post: 'text',
  quoted_post_id: 'text',
  quoted_content: 'text',
  quoted_username: 'text',
  is_retweet: 'boolean',
  in_chain: 'boolean',
  hashtags: 'text[]',
  mentions: 'text[]',
  tags: 'text[]',
  urls: 'text[]',
  media: 'jsonb',
  likes: 'bigint',
  retweets: 'bigint',
  replies: 'bigint',
  views: 'bigint',
  search: 'tsvector',
} as const;

/** All columns that upserts write. */
export const WRITTEN = { account_id: 'bigint', post_id: 'text', fetched_at: 'timestamptz', ...REPLACED };

/** Converts a post to a row of `x_posts` or `x_imported_posts`. */
export function toRow(account: AccountKey, post: XPostFields, fetchedAt: Date) {
  return {
    account_id: account.internalId,
    post_id: post.id,
    fetched_at: fetchedAt,
    content: post.content,
    posted_at: post.postedAt,
    conversation_id: post.conversationId,
    in_reply_to_user: post.inReplyToUser,
    in_reply_to_post: post.inReplyToPost,
    quoted_post_id: post.quotedPostId,
    quoted_content: post.quotedContent,
    quoted_username: post.quotedUsername,
    is_retweet: post.isRetweet,
    in_chain: isInChain(account, post),
    hashtags: post.hashtags,
    mentions: post.mentions,
    tags: tagsOf(post.hashtags, post.mentions),
    urls: post.urls,
    media: post.media,
    likes: post.likes,
    retweets: post.retweets,
    replies: post.replies,
    views: post.views,
    search: searchVector('', post.content),
  } satisfies Record<keyof typeof WRITTEN, unknown>;
}

/**
 * Returns whether a post belongs to its author's thread: the post that opens a conversation and the
 * author's replies to themselves. Replies to or by others are not part of it.
 */
function isInChain({ username }: AccountKey, post: XPostFields): boolean {
  if (post.isRetweet || post.conversationId === null) return false;
  return post.id === post.conversationId || post.inReplyToUser?.toLowerCase() === username.toLowerCase();
}
